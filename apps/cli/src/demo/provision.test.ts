import { privateKeyToAccount } from 'viem/accounts'
import { expect, it } from 'vitest'
import { TcctvError } from '@tcctv/units'
import type { GatewayClient } from '../gateway-client.ts'
import type { Example } from './example.ts'
import type { People } from './people.ts'
import { provision } from './provision.ts'

const SILENT = { begin: () => undefined, advance: () => undefined, end: () => undefined, note: () => undefined }
const EXAMPLE: Example = {
  slug: 'p',
  title: 'P',
  methodologyYaml: '',
  pddYaml: '',
  csv: new Uint8Array(),
  historyCsv: new Uint8Array(),
}
const WORD = `0x${'00'.repeat(32)}`

/** A platform whose project has taken these decisions, and a model. */
function platformAfter(before: readonly string[]) {
  const taken = [...before]
  const summary = () => {
    if (!taken.includes('propose-pdd'))
      throw new TcctvError({ status: 409, code: 'NOT_SET_UP', message: '', advice: '', details: {} })
    const approvedFrom = taken.includes('approve-pdd') ? '2011-04-15' : null
    return { stage: taken.includes('set-stage') ? 'trial' : 'draft', pdd: { index: 0, approvedFrom }, model: {} }
  }
  const answerTo = (path: string, json: unknown): unknown => {
    if (path.endsWith('/projects')) return { items: [{ slug: 'p' }] }
    if (path.endsWith('/users')) return { items: [] }
    if (path.endsWith('/summary')) return summary()
    const { decision } = json as { readonly decision: { readonly action: string } }
    if (path.endsWith('/prepare')) {
      const message = { action: decision.action, subject: WORD, content: WORD, nonce: '0' }
      return { domain: { chainId: 1, ledger: `0x${'00'.repeat(20)}` }, decision, message }
    }
    taken.push(decision.action)
    return { block: 1, tx: '0x00', events: [] }
  }
  const client: GatewayClient = {
    origin: '',
    json: async (schema, path, call) => schema.parse(answerTo(path, call?.json)),
    bytes: async () => new Uint8Array(),
    lines: async function* () {},
  }
  const party = { account: privateKeyToAccount(`0x${'11'.repeat(32)}`), client }
  const signIn = { email: '', password: '' }
  const people: People = { operator: party, proponent: party, registry: party, verifier: party, signIn }
  return { people, taken }
}

it.each([
  [[]],
  [['propose-pdd']],
  [['propose-pdd', 'approve-pdd']],
  [['propose-pdd', 'approve-pdd', 'set-stage']],
  [['propose-pdd', 'set-stage']],
])('brings a project to its trial from where a killed run stopped: after %j', async (before) => {
  const { people, taken } = platformAfter(before)
  await provision(people, EXAMPLE, SILENT)
  expect(taken.toSorted()).toEqual(['approve-pdd', 'propose-pdd', 'set-stage'])
})
