import { formatFixed, parseFixed } from '@tcctv/units'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { trainModel } from '../demo/train-model.ts'
import { cliError } from '../errors.ts'
import { cosign, decide } from '../party.ts'
import { createProgress } from '../terminal.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

const STAGES = ['trial', 'under-review', 'live', 'closed']
const MOVES = [
  'frozen',
  'reported',
  'under-verification',
  'verified',
  'issuance-requested',
  'issued',
  'returned',
  'compensated',
]
/** Moves that state a quantity. */
const STATING = ['verified', 'issued', 'compensated']

export const STAGE_ACTIONS: ProjectActions = {
  train: {
    usage: "<slug> <history.csv> --key-file <operator's key>",
    help: 'Trains the anomaly model on a file of the initialisation phase, and records model and card on the chain. Its readings become no record.',
    run: train,
  },
  stage: {
    usage: "<slug> trial|under-review|live|closed --text <reason> --key-file <party's key>",
    help: 'Moves the project on. The proponent begins the trial and asks for the review; the registry sends it back to the trial, accepts it as live, or closes it.',
    run: stage,
  },
  period: {
    usage: "<slug> <vintage> <state> --text <reason> --key-file <party's key> [--quantity <tCO2e>]",
    help: 'Moves the monitoring period of a vintage: frozen, reported, issuance-requested by the proponent; under-verification, verified by the verifier; issued, returned, compensated by the registry. --quantity is what is verified, at most the quantity that is eligible; what is issued, at most the quantity verified; or what is compensated or cancelled of it since. No statement while a finding is open.',
    run: period,
  },
  cosign: {
    usage: "<slug> --key-file <registry's or verifier's key>",
    help: 'Co-signs the newest block as a checkpoint: nothing before it can be exchanged without this key.',
    run: cosignHead,
  },
}

async function train(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, SIGNING_OPTIONS)
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<history.csv>')]
  const operator = await partyOf(values, 'a model is recorded by the operator')
  printJson(await trainModel(operator, slug, readInput(path), createProgress(process.stderr)))
  return 0
}

async function stage(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { ...SIGNING_OPTIONS, text: { type: 'string' } })
  const [slug, to] = [required(positionals, 0, '<slug>'), required(positionals, 1, STAGES.join('|'))]
  if (!STAGES.includes(to)) throw cliError('USAGE', { what: `stage ${to}: expected one of ${STAGES.join(', ')}` })
  const text = reasonOf(values.text)
  printJson(await decide(await partyOf(values, 'a stage is signed'), slug, { action: 'set-stage', stage: to }, text))
  return 0
}

async function period(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    text: { type: 'string' },
    quantity: { type: 'string' },
  })
  const [slug, year] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<vintage>')]
  const to = required(positionals, 2, '<state>')
  if (!/^\d{4}$/.test(year)) throw cliError('USAGE', { what: `vintage ${year}: expected a year like 2012` })
  if (!MOVES.includes(to)) throw cliError('USAGE', { what: `state ${to}: expected one of ${MOVES.join(', ')}` })
  const { quantity } = values
  if (STATING.includes(to) !== (quantity !== undefined))
    throw cliError('USAGE', {
      what: `--quantity <tCO2e> is ${quantity === undefined ? `missing: ${to} states one` : `not stated by ${to}`}`,
    })
  const amount = parseFixed(quantity ?? '0')
  const decision = { action: 'move-period', vintage: Number(year), to, quantity: String(amount) }
  const taken = await decide(await partyOf(values, 'a move is signed'), slug, decision, reasonOf(values.text))
  printJson({
    vintage: Number(year),
    to,
    ...(quantity === undefined ? {} : { quantity: formatFixed(amount) }),
    ...taken,
  })
  return 0
}

async function cosignHead(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, SIGNING_OPTIONS)
  const slug = required(positionals, 0, '<slug>')
  printJson(await cosign(await partyOf(values, 'a checkpoint is signed by registry or verifier'), slug))
  return 0
}

function reasonOf(text: string | undefined): string {
  if (text === undefined || text.trim() === '')
    throw cliError('USAGE', { what: '--text is missing: a decision states its reason' })
  return text
}
