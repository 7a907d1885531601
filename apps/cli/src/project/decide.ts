import { createHash } from 'node:crypto'
import { parseLocalDay } from '@tcctv/units'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { announceReadings } from '../demo/announce-readings.ts'
import { cliError } from '../errors.ts'
import { decide } from '../party.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const DECISION_ACTIONS: ProjectActions = {
  calibrate: {
    usage:
      "<slug> --meter <id> --day <date> --found <relative error> --certificate <file> --key-file <proponent's key>",
    help: 'Signs a calibration of a meter with the error found, 0.002 for 0.2 %, and the hash of its certificate, which stays with the party.',
    run: calibrate,
  },
  withhold: {
    usage: "<slug> <file.csv> --key-file <proponent's or meter's key>",
    help: 'Announces the readings of a file while the intake is suspended; import it unchanged after the release.',
    run: withhold,
  },
  decide: {
    usage:
      "<slug> <action> --key-file <party's key> --text <reason> [--exception <id>] [--alert <id>] [--batch <digest>] [--day <date>] [--index <version>] [--kind car|cl|far --vintage <year> --subject <hash>] [--finding <number>]",
    help: "Signs a decision with the party's key: justify, release, resubmit, resubmit-corrected (--batch), withdraw, file-report, close-day (--day) by the proponent; send-back, release-as-is, release-corrected (--batch), release-zero, abandon-withheld (--batch) by the registry; raise-finding (--kind, --vintage, 0 for the project, --subject, the hash of a record) and close-finding (--finding) by verifier or registry, answer-finding (--finding) by the proponent; opine-pdd (--index) by the verifier; confirm-alert, dismiss-alert (--alert) by verifier or registry; explain-alert, reopen-alert (--alert) by them or the proponent. The reason stays off the chain, its hash is signed.",
    run: decideOn,
  },
}

/** The certificate stays with the party; its hash and the error found are signed and go to the chain. */
async function calibrate(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    meter: { type: 'string' },
    day: { type: 'string' },
    found: { type: 'string' },
    certificate: { type: 'string' },
  })
  const slug = required(positionals, 0, '<slug>')
  const { meter, day, found, certificate } = values
  if (meter === undefined || day === undefined || found === undefined || certificate === undefined)
    throw cliError('USAGE', { what: '--meter, --day, --found and --certificate are needed' })
  const hash = createHash('sha256').update(readInput(certificate)).digest('hex')
  const decision = { action: 'calibrate', meter, day: parseLocalDay(day), foundError: found }
  const party = await partyOf(values, 'a calibration is signed by the proponent')
  printJson(await decide(party, slug, decision, `certificate sha256:${hash}`))
  return 0
}

async function withhold(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, SIGNING_OPTIONS)
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  printJson(await announceReadings(await partyOf(values, 'an announcement is signed'), slug, readInput(path)))
  return 0
}

async function decideOn(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    text: { type: 'string' },
    exception: { type: 'string' },
    batch: { type: 'string' },
    day: { type: 'string' },
    subject: { type: 'string' },
    alert: { type: 'string' },
    index: { type: 'string' },
    kind: { type: 'string' },
    vintage: { type: 'string' },
    finding: { type: 'string' },
  })
  const [slug, action] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<action>')]
  const { exception, alert, batch, day, subject, index, kind, vintage, finding, text } = values
  if (text === undefined) throw cliError('USAGE', { what: '--text is needed: a decision states its reason' })
  const decision = {
    action,
    ...(exception === undefined ? {} : { exception: Number(exception) }),
    ...(batch === undefined ? {} : { batch }),
    ...(day === undefined ? {} : { day }),
    ...(subject === undefined ? {} : { subject }),
    ...(kind === undefined ? {} : { kind }),
    ...(index === undefined ? {} : { index: Number(index) }),
    ...(vintage === undefined ? {} : { vintage: Number(vintage) }),
    ...(finding === undefined ? {} : { finding: Number(finding) }),
    ...(alert === undefined ? {} : { alert }),
  }
  printJson(await decide(await partyOf(values, 'a decision is signed'), slug, decision, text))
  return 0
}
