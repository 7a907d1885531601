import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import type { GatewayClient } from '../gateway-client.ts'
import { importReadings } from './import-readings.ts'

const account = privateKeyToAccount(`0x${'11'.repeat(32)}`)
const SILENT = { begin: () => undefined, advance: () => undefined, end: () => undefined, note: () => undefined }
const NEXT: Readonly<Record<string, readonly [state: string, actions: string[]]>> = {
  held3: ['held3', ['justify']],
  justify: ['justified3', ['release']],
  release: ['released3', ['resubmit', 'withdraw']],
  resubmit: ['resubmitted', []],
  held4: ['held4', ['file-report']],
}

/** A platform with one prepared batch, which waits until the exception of a day lets it in. */
function platform(begin: keyof typeof NEXT, isClosed = true) {
  let at = begin
  const taken: string[] = []
  const exception = () => {
    const [state, actions] = NEXT[at] ?? ['', []]
    return { id: '7', day: '2011-05-05', level: begin === 'held4' ? 4 : 3, state, whoCanAct: ['proponent'], actions }
  }
  const answerTo = (path: string, json: unknown): unknown => {
    if (path.includes('/imports?'))
      return { id: 'i', rows: 1, gaps: 0, readings: 0, known: 1, lastDay: '2011-05-05', isClosed, batches: [] }
    if (path.endsWith('/summary')) return { chainId: 1, ledger: '0x00' }
    if (path.endsWith('/exceptions')) return { asOf: 1, items: [exception()] }
    const { decision } = json as { readonly decision: { readonly action: string } }
    if (path.endsWith('/prepare')) {
      const word = `0x${'00'.repeat(32)}`
      const message = { action: decision.action, subject: word, content: word, nonce: '0' }
      return { domain: { chainId: 1, ledger: `0x${'00'.repeat(20)}` }, decision, message }
    }
    taken.push(decision.action)
    at = decision.action
    return { block: 1, tx: '0x00', events: [] }
  }
  const client: GatewayClient = {
    origin: '',
    json: async (schema, path, call) => schema.parse(answerTo(path, call?.json)),
    bytes: async () => new Uint8Array(),
    lines: async function* (schema) {
      const isOpen = exception().state === 'resubmitted' || exception().state === ''
      yield schema.parse({ done: { committed: isOpen ? 1 : 0, remaining: isOpen ? 0 : 1 } })
    },
  }
  return { taken, party: { account, client } }
}

const run = ({ party }: ReturnType<typeof platform>, resolveCase3: boolean) =>
  importReadings(party, { slug: 'p', csv: new Uint8Array(), resolveCase3, close: true }, SILENT)

describe('an import', () => {
  it('that is suspended names the days that are held, what is left, and who decides', async () => {
    expect(await run(platform('held3'), false)).toMatchObject({
      remaining: 1,
      suspensions: ['2011-05-05'],
      waiting: [{ id: 7, level: 3, state: 'held3', whoCanAct: ['proponent'], actions: ['justify'] }],
    })
  })

  it.each([
    ['held3', ['justify', 'release', 'resubmit']],
    ['justify', ['release', 'resubmit']],
    ['release', ['resubmit']],
  ])('of the demonstration goes on where a killed one stopped, at %s', async (begin, actions) => {
    const made = platform(begin)
    expect(await run(made, true)).toMatchObject({ remaining: 0, suspensions: ['2011-05-05'], waiting: [] })
    expect(made.taken).toEqual(actions)
  })

  it('of readings that are all on the chain closes their last day, if a killed run did not', async () => {
    const [open, closed] = [platform('resubmit', false), platform('resubmit', true)]
    expect(await run(open, false)).toMatchObject({ remaining: 0, waiting: [] })
    await run(closed, false)
    expect([open.taken, closed.taken]).toEqual([['close-day'], []])
  })

  it('of the demonstration leaves a case 4 to its registry', async () => {
    const made = platform('held4')
    expect(await run(made, true)).toMatchObject({ remaining: 1, waiting: [{ level: 4, actions: ['file-report'] }] })
    expect(made.taken).toEqual([])
  })
})
