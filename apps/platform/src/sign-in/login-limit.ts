import { platformError } from '../errors.ts'

/** Failures within the window that close the door: an address may be shared by an office, an e-mail is one person. */
const LIMITS = { email: 10, address: 50 } as const
const WINDOW_S = 900

export type Attempt = { readonly email: string; readonly address: string }

/** Counts failed sign-ins by e-mail and by address over a quarter of an hour. */
export class LoginLimit {
  readonly #failedAtS = new Map<string, number[]>()

  /** @throws {TcctvError} TOO_MANY_ATTEMPTS with `details.retryAfterS` */
  check(attempt: Attempt, nowS: number): void {
    for (const [key, limit] of keysOf(attempt)) {
      const oldest = this.#recent(key, nowS).at(-limit)
      if (oldest === undefined) continue
      throw platformError('TOO_MANY_ATTEMPTS', { retryAfterS: Math.max(1, Math.ceil(oldest + WINDOW_S - nowS)) })
    }
  }

  fail(attempt: Attempt, nowS: number): void {
    if (this.#failedAtS.size > 10_000) this.#forgetOld(nowS)
    for (const [key, limit] of keysOf(attempt)) {
      this.#failedAtS.set(key, [...this.#recent(key, nowS), nowS].slice(-limit))
    }
  }

  #recent(key: string, nowS: number): number[] {
    return (this.#failedAtS.get(key) ?? []).filter((at) => nowS - at < WINDOW_S)
  }

  #forgetOld(nowS: number): void {
    for (const key of this.#failedAtS.keys()) if (this.#recent(key, nowS).length === 0) this.#failedAtS.delete(key)
  }
}

function keysOf({ email, address }: Attempt): readonly (readonly [string, number])[] {
  return [
    [`email:${email.toLowerCase()}`, LIMITS.email],
    [`address:${address}`, LIMITS.address],
  ]
}
