import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { correctReadings, importReadings, substituteReadings } from '../demo/import-readings.ts'
import { cliError } from '../errors.ts'
import { createProgress } from '../terminal.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const READING_ACTIONS: ProjectActions = {
  import: {
    usage: "<slug> <file.csv> --key-file <proponent's key> [--close] [--substitute]",
    help: `Commits the readings of a file, signed by the proponent. --substitute fills gaps by the rules of the documents, --close signs at the end that no more readings come for the days of the file. It ends with 1 if the intake was suspended before the last batch; it names the exceptions that wait, and the same command goes on after their release.`,
    run: importFile,
  },
  correct: {
    usage: "<slug> <file.csv> --exception <id> --text <what was wrong> --key-file <proponent's key>",
    help: 'Replaces the readings of the day of an exception by those of the file, all of that day. Of a case 3, after its release: signs resubmit-corrected and commits. Of a case 4, after its report: gives the digest for the registry (decide release-corrected --batch), and commits when called again after that. The day is judged again; what was replaced stays on the chain.',
    run: correct,
  },
  substitute: {
    usage: "<slug> --key-file <proponent's key> [--close]",
    help: 'Fills gaps between committed readings by the rules of the documents, and says of each gap what became of it. A gap stays open where its day has a record or was closed, or where the chain has later readings of the same day; import --substitute fills gaps within a day while it commits the file.',
    run: substitute,
  },
}

const SIGNED = 'every batch is signed by the proponent'

async function importFile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    close: { type: 'boolean', default: false },
    substitute: { type: 'boolean', default: false },
  })
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  const party = await partyOf(values, SIGNED)
  const imported = await importReadings(
    party,
    { slug, csv: readInput(path), close: values.close, substitute: values.substitute, resolveCase3: false },
    createProgress(process.stderr),
  )
  printJson(imported)
  return imported.remaining === 0 ? 0 : 1
}

async function correct(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    exception: { type: 'string' },
    text: { type: 'string' },
  })
  const [slug, path] = [required(positionals, 0, '<slug>'), required(positionals, 1, '<file.csv>')]
  const { exception, text } = values
  if (exception === undefined || !/^[1-9]\d*$/.test(exception))
    throw cliError('USAGE', { what: '--exception <id> is missing: tcctv project exceptions lists them' })
  if (text === undefined || text.trim() === '')
    throw cliError('USAGE', { what: '--text is missing: say what was wrong with the data' })
  const party = await partyOf(values, SIGNED)
  const correction = { slug, csv: readInput(path), exception: Number(exception), text }
  printJson(await correctReadings(party, correction, createProgress(process.stderr)))
  return 0
}

async function substitute(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...SIGNING_OPTIONS,
    close: { type: 'boolean', default: false },
  })
  const slug = required(positionals, 0, '<slug>')
  const party = await partyOf(values, SIGNED)
  const options = { slug, close: values.close, resolveCase3: false }
  const filled = await substituteReadings(party, options, createProgress(process.stderr))
  printJson(filled)
  return filled.remaining === 0 ? 0 : 1
}
