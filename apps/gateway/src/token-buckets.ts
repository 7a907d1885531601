import { gatewayError } from './errors.ts'

type Bucket = { tokens: number; atMs: number }

const MAX_BUCKETS = 50_000

/** One token bucket per key; full ones are forgotten. */
export class TokenBuckets {
  readonly #perS: number
  readonly #burst: number
  readonly #buckets = new Map<string, Bucket>()

  constructor(options: { readonly perS: number; readonly burst: number }) {
    this.#perS = options.perS
    this.#burst = options.burst
  }

  /**
   * Takes one token.
   *
   * @throws {TcctvError} RATE_EXCEEDED with `details.retryAfterS`
   */
  take(key: string, nowMs: number): void {
    if (this.#buckets.size >= MAX_BUCKETS) this.#forgetFull(nowMs)
    const tokens = this.#tokens(this.#buckets.get(key), nowMs)
    if (tokens < 1) throw gatewayError('RATE_EXCEEDED', { retryAfterS: Math.ceil((1 - tokens) / this.#perS) })
    this.#buckets.set(key, { tokens: tokens - 1, atMs: nowMs })
  }

  #tokens(bucket: Bucket | undefined, nowMs: number): number {
    if (bucket === undefined) return this.#burst
    return Math.min(this.#burst, bucket.tokens + (Math.max(0, nowMs - bucket.atMs) / 1000) * this.#perS)
  }

  #forgetFull(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (this.#tokens(bucket, nowMs) >= this.#burst) this.#buckets.delete(key)
    }
  }
}
