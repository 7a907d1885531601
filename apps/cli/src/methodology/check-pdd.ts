import { checkPdd, limitTexts } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { faultLines } from '../project/placed-faults.ts'
import { wrapped } from '../terminal.ts'
import { readMethodology, readText } from './documents.ts'
import { limitTable } from './limit-table.ts'

/** What a pipe is taken for. */
const COLUMNS = 80

/** `tcctv project check` */
export async function checkProject(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean', default: false } })
  const path = required(positionals, 0, '<pdd.yaml>')
  const methodology = readMethodology(required(positionals, 1, '<methodology.yaml>'))
  const checked = checkPdd(readText(path), methodology)
  if (!('version' in checked)) {
    if (values.json) printJson({ faults: checked.faults })
    else process.stdout.write(faultLines(path, checked.faults))
    return 1
  }
  const { pdd, version, warnings } = checked
  const { documentHash, lanes, purpose } = version
  const limits = limitTexts(pdd, version)
  if (values.json) {
    printJson({ documentHash, purpose, lanes: lanes.length, limits, faults: [], warnings })
    return 0
  }
  const columns = process.stdout.columns ?? COLUMNS
  process.stdout.write(
    `${path}: ${purpose}, ${lanes.length} series of readings, ${limits.length} tolerances; it fits ${methodology.id}@${methodology.version}\ndocument ${documentHash}\n\n${limitTable(limits, columns)}`,
  )
  for (const { line, column, code, path: part, message } of warnings)
    process.stdout.write(`\n${path}:${line}:${column} warning ${code} ${part}\n${wrapped('  ', message, columns)}`)
  return 0
}
