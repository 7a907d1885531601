import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { isHex, isRecord } from '../rpc/parameters.ts'

/** A transaction that was sent and is not final: every form that was signed for its nonce, newest last. */
export type Sent = {
  readonly nonce: number
  readonly call: { readonly to: Hex | null; readonly data: Hex }
  readonly gasLimit: bigint
  readonly forms: readonly SentForm[]
}
export type SentForm = { readonly hash: Hex; readonly raw: Hex; readonly tipWei: bigint }

/**
 * What a relayer has sent and not seen final, one file per nonce in a directory of its own. A form is on the disk before
 * it goes to a node, so a process that dies leaves nothing in the network that the next one does not know.
 */
export class Outbox {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  }

  /** What is there, by nonce. @throws {TcctvError} LEDGER_CORRUPT for a file of another form */
  load(): readonly Sent[] {
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith('.json'))
      .map((name) => sentOf(name, readFileSync(join(this.#directory, name), 'utf8')))
      .sort((left, right) => left.nonce - right.nonce)
  }

  keep(sent: Sent): void {
    const path = this.#path(sent.nonce)
    const file = openSync(`${path}.new`, 'w', 0o600)
    try {
      writeSync(
        file,
        JSON.stringify(sent, (_, held: unknown) => (typeof held === 'bigint' ? String(held) : held)),
      )
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(`${path}.new`, path)
    this.#syncDirectory()
  }

  /** Forgets a nonce whose transaction is final, or never went out. */
  remove(nonce: number): void {
    rmSync(this.#path(nonce), { force: true })
  }

  #path(nonce: number): string {
    return join(this.#directory, `${nonce}.json`)
  }

  #syncDirectory(): void {
    const directory = openSync(this.#directory, 'r')
    try {
      fsyncSync(directory)
    } finally {
      closeSync(directory)
    }
  }
}

function sentOf(name: string, text: string): Sent {
  const found: unknown = JSON.parse(text)
  const call = isRecord(found) ? found['call'] : undefined
  if (isRecord(found) && isRecord(call) && Array.isArray(found['forms'])) {
    const { to, data } = call
    const forms = found['forms'].map(formOf)
    if ((to === null || isHex(to)) && isHex(data) && forms.every((form) => form !== undefined))
      return { nonce: Number(found['nonce']), call: { to, data }, gasLimit: BigInt(String(found['gasLimit'])), forms }
  }
  throw ledgerError('LEDGER_CORRUPT', { block: 'in the outbox', what: `${name} is not a transaction that was sent` })
}

function formOf(found: unknown): SentForm | undefined {
  if (!isRecord(found) || !isHex(found['hash']) || !isHex(found['raw'])) return undefined
  return { hash: found['hash'], raw: found['raw'], tipWei: BigInt(String(found['tipWei'])) }
}
