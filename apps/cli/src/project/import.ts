import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import { importReadings, substituteReadings } from '../demo/import-readings.ts'
import { createProgress } from '../terminal.ts'
import type { ProjectActions } from './action.ts'
import { partyOf, SIGNING_OPTIONS } from './signing.ts'

export const READING_ACTIONS: ProjectActions = {
  import: {
    usage: "<slug> <file.csv> --key-file <proponent's key> [--close] [--substitute]",
    help: `Commits the readings of a file, signed by the proponent. --substitute fills gaps by the rules of the documents, --close signs at the end that no more readings come for the days of the file. It ends with 1 if the intake was suspended before the last batch; it names the exceptions that wait, and the same command goes on after their release.`,
    run: importFile,
  },
  substitute: {
    usage: "<slug> --key-file <proponent's key> [--close]",
    help: 'Fills gaps between committed readings by the rules of the documents, where the day has no final record yet.',
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
