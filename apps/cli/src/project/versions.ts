import { pddContentHash, toChainPddVersion } from '@tcctv/contracts'
import { compilePdd, parseMethodology, parsePdd } from '@tcctv/methodology'
import { parseLocalDay } from '@tcctv/units'
import { z } from 'zod'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import type { GatewayClient } from '../gateway-client.ts'
import { decide } from '../party.ts'
import { signInAsUser, USER_OPTIONS } from '../user-session.ts'
import type { ProjectActions } from './action.ts'
import { differenceSchema, differenceText } from './difference-text.ts'
import { orPlacedFaults } from './placed-faults.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const VERSION_ACTIONS: ProjectActions = {
  versions: {
    usage: '<slug> [--json]',
    help: 'Lists the versions of the project document, with their state and first day.',
    run: versions,
  },
  propose: {
    usage: "<slug> <pdd.yaml> --key-file <proponent's key> [--json]",
    help: 'Proposes a new version of the document, and shows what it changes. Nothing is judged by it before the registry approves it.',
    run: propose,
  },
  approve: {
    usage: "<slug> <index> --from <day> --key-file <registry's key> [--change <kind>] [--reason <text>] [--json]",
    help: 'Puts a version in force from a day on. Days before it keep theirs. A later version than the first says what it is: --change correction, temporary-deviation, or, with an opinion of the verifier (decide opine-pdd --index), permanent-change, design-change, start-date, renewal.',
    run: approve,
  },
  template: {
    usage: '<slug>',
    help: 'Prints a document for another project of the kind, with blanks to fill in.',
    run: template,
  },
}

const SIGNING = { ...SIGNING_OPTIONS, json: { type: 'boolean', default: false } } as const
const SIGNED = "a decision is signed by the party's own key"
const earliestSchema = z.object({ day: z.string(), because: z.string() })
export const checkedSchema = z.object({ ...differenceSchema.shape, documentHash: z.string(), earliest: earliestSchema })
const draftSchema = checkedSchema.extend({ methodologyYaml: z.string() })
const listSchema = z.object({
  items: z.array(
    z.object({
      index: z.number(),
      version: z.string().nullable(),
      documentHash: z.string(),
      approvedFrom: z.string().nullable(),
      state: z.string(),
    }),
  ),
})

async function propose(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, SIGNING)
  const [slug, path] = [required(positionals, 0, '<project>'), required(positionals, 1, '<pdd.yaml>')]
  const party = await partyOf(values, SIGNED)
  const pdd = readInput(path).toString('utf8')
  return orPlacedFaults(path, async () => {
    const { methodologyYaml, ...checked } = await party.client.json(draftSchema, `/api/projects/${slug}/pdd/check`, {
      json: { pdd },
    })
    const expected = contentOf(pdd, methodologyYaml)
    const { block } = await decide(party, slug, { action: 'propose-pdd', pdd }, undefined, expected)
    const version = (await versionsOf(party.client, slug)).findLast((one) => one.documentHash === checked.documentHash)
    if (values.json) printJson({ ...version, block, ...checked })
    else
      process.stdout.write(
        `${differenceText(checked)}
proposed as version ${version?.index ?? '?'} in block ${block}, signed by ${party.account.address}
nothing changes before the registry approves it; ${earliestText(checked.earliest)}
`,
      )
    return 0
  })
}

async function approve(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING,
    from: { type: 'string' },
    change: { type: 'string' },
    reason: { type: 'string', default: 'Approved.' },
  })
  const [slug, index] = [required(positionals, 0, '<project>'), Number(required(positionals, 1, '<index>'))]
  if (!Number.isInteger(index) || index < 0) throw cliError('USAGE', { what: `<index> ${positionals[1]} is no number` })
  if (values.from === undefined) throw cliError('USAGE', { what: '--from is missing: the first day of the version' })
  const change = values.change === undefined ? {} : { change: values.change }
  const decision = { action: 'approve-pdd', index, fromDay: parseLocalDay(values.from), ...change }
  const { block } = await decide(await partyOf(values, SIGNED), slug, decision, values.reason)
  if (values.json) printJson({ index, from: values.from, block })
  else process.stdout.write(`version ${index} is in force from ${values.from} on, block ${block}\n`)
  return 0
}

async function versions(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...USER_OPTIONS, json: { type: 'boolean', default: false } })
  const items = await versionsOf(await signInAsUser(values), required(positionals, 0, '<project>'))
  if (values.json) printJson(items)
  else
    for (const { index, version, state, approvedFrom, documentHash } of items)
      process.stdout.write(
        `${String(index).padStart(3)}  ${(version ?? '?').padEnd(9)} ${state.padEnd(9)} ${(approvedFrom ?? '').padEnd(11)} ${documentHash}\n`,
      )
  return 0
}

async function template(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, USER_OPTIONS)
  const client = await signInAsUser(values)
  process.stdout.write(await client.bytes(`/api/projects/${required(positionals, 0, '<project>')}/pdd/template`))
  return 0
}

/** Why a version can not be in force earlier. */
export function earliestText({ day, because }: z.infer<typeof earliestSchema>): string {
  const reason =
    because === 'quantified'
      ? 'earlier days are part of the record'
      : because === 'readings'
        ? 'it reads other series than the readings on the chain'
        : 'the crediting period begins then'
  return `it can be approved from ${day} on (${reason})`
}

async function versionsOf(client: GatewayClient, slug: string): Promise<z.infer<typeof listSchema>['items']> {
  return (await client.json(listSchema, `/api/projects/${slug}/pdd/versions`)).items
}

/** What a proposal of this text must be signed over, computed here and never taken from the server. */
function contentOf(pdd: string, methodologyYaml: string): `0x${string}` {
  return pddContentHash(toChainPddVersion(compilePdd(parsePdd(pdd), parseMethodology(methodologyYaml))))
}
