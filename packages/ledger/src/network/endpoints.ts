import { setTimeout as wait } from 'node:timers/promises'
import { TcctvError } from '@tcctv/units'
import type { Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { resultOf, type Ask } from '../rpc/reader.ts'
import { isHex, isRecord } from '../rpc/parameters.ts'

export type EndpointsOptions = {
  readonly urls: readonly string[]
  readonly chainId: number
  readonly genesisHash: Hex
  /** Of one request to one node. */
  readonly requestTimeoutMs: number
}

/** One node and the number of its newest block. */
export type Node = { readonly latest: number; readonly ask: Ask }
type NodeHead = { readonly url: string; readonly number: number }

/** How long an answer about the highest block is used. */
const FRESH_MS = 100
const PROBE_MS = 2_000
const DOWN_MS = 3_000

/**
 * The nodes of one network. Requests go to the one with the highest block, to another when it goes away; a node that is seen
 * for the first time must have the chain id and the genesis block of this chain. An answer that is an error of JSON-RPC
 * is an answer.
 */
export class Endpoints {
  readonly #options: EndpointsOptions
  readonly #known = new Set<string>()
  readonly #downUntilMs = new Map<string, number>()
  readonly #reasons = new Map<string, string>()
  #highest: Node | undefined
  #highestAtMs = 0
  #id = 0

  constructor(options: EndpointsOptions) {
    this.#options = options
  }

  /** Asks every node at the same time, each for itself. */
  everywhere(method: string, params: readonly unknown[]): readonly Promise<unknown>[] {
    return this.#options.urls.map(async (url) => {
      await this.#checkOnce(url)
      return resultOf(method, await this.#post(url, this.#request(method, params)))
    })
  }

  /**
   * The node with the highest block; all that is asked through it goes to this one node.
   *
   * @throws {TcctvError} NETWORK_FOREIGN when a node is of another chain, NETWORK_UNREACHABLE when none answers
   */
  async highest(): Promise<Node> {
    if (performance.now() - this.#highestAtMs < FRESH_MS && this.#highest !== undefined) return this.#highest
    const { urls } = this.#options
    const up = urls.filter((url) => performance.now() >= (this.#downUntilMs.get(url) ?? 0))
    const answered = await this.#probe(up)
    const found = answered.length > 0 ? answered : await this.#probe(urls)
    const best = found.reduce<NodeHead | undefined>(
      (top, one) => (top !== undefined && top.number >= one.number ? top : one),
      undefined,
    )
    if (best === undefined) {
      this.#downUntilMs.clear()
      const reasons = urls.map((url) => `${url}: ${this.#reasons.get(url) ?? 'no answer'}`).join('; ')
      throw ledgerError('NETWORK_UNREACHABLE', { method: 'eth_blockNumber', reasons })
    }
    const { url, number } = best
    this.#highestAtMs = performance.now()
    this.#highest = { latest: number, ask: (method, params) => this.#askOne(url, number, method, params) }
    return this.#highest
  }

  /** Should the node have gone, another that has its block is asked. */
  async #askOne(url: string, number: number, method: string, params: readonly unknown[]): Promise<unknown> {
    let answer: unknown
    try {
      answer = await this.#post(url, this.#request(method, params))
    } catch (cause) {
      this.#setAside(url, cause)
      return this.#askAnother(number, method, params)
    }
    return resultOf(method, answer)
  }

  async #askAnother(number: number, method: string, params: readonly unknown[]): Promise<unknown> {
    const untilMs = performance.now() + this.#options.requestTimeoutMs
    for (;;) {
      const { latest, ask } = await this.highest()
      if (latest >= number) return ask(method, params)
      if (performance.now() > untilMs) throw ledgerError('NETWORK_BEHIND', { block: number, found: latest })
      await wait(FRESH_MS)
    }
  }

  #setAside(url: string, cause: unknown): void {
    this.#downUntilMs.set(url, performance.now() + DOWN_MS)
    this.#reasons.set(url, reasonOf(cause))
    this.#highest = undefined
  }

  /** A node that does not answer in time is left alone for a while. */
  async #probe(urls: readonly string[]): Promise<readonly NodeHead[]> {
    const answers = await Promise.all(
      urls.map(async (url): Promise<NodeHead | undefined> => {
        try {
          await this.#checkOnce(url, PROBE_MS)
          const answer = await this.#post(url, this.#request('eth_blockNumber', []), PROBE_MS)
          return { url, number: Number(resultOf('eth_blockNumber', answer)) }
        } catch (cause) {
          if (isForeign(cause)) throw cause
          this.#setAside(url, cause)
          return undefined
        }
      }),
    )
    return answers.filter((one) => one !== undefined)
  }

  #request(method: string, params: readonly unknown[]): unknown {
    return { jsonrpc: '2.0', id: ++this.#id, method, params }
  }

  async #checkOnce(url: string, timeoutMs = this.#options.requestTimeoutMs): Promise<void> {
    if (this.#known.has(url)) return
    const { chainId, genesisHash } = this.#options
    const read = async (method: string, params: readonly unknown[]): Promise<unknown> =>
      resultOf(method, await this.#post(url, this.#request(method, params), timeoutMs))
    const foundId = Number(await read('eth_chainId', []))
    if (foundId !== chainId)
      throw ledgerError('NETWORK_FOREIGN', { endpoint: url, what: 'chain id', found: foundId, expected: chainId })
    const genesis = await read('eth_getBlockByNumber', ['0x0', false])
    const found = isRecord(genesis) && isHex(genesis['hash']) ? genesis['hash'] : 'none'
    if (found !== genesisHash)
      throw ledgerError('NETWORK_FOREIGN', { endpoint: url, what: 'genesis block', found, expected: genesisHash })
    this.#known.add(url)
  }

  async #post(url: string, request: unknown, timeoutMs = this.#options.requestTimeoutMs): Promise<unknown> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return response.json()
  }
}

function isForeign(cause: unknown): boolean {
  return cause instanceof TcctvError && cause.code === 'NETWORK_FOREIGN'
}

/** `fetch failed` says nothing; its cause does. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  const inner = cause.cause
  return inner instanceof Error ? `${cause.message} (${inner.message})` : cause.message
}
