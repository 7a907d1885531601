import { checkPdd } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { faultLines } from '../project/placed-faults.ts'
import { readMethodology, readText } from './documents.ts'

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
  const { documentHash, lanes, limits, purpose } = checked.version
  if (values.json) printJson({ documentHash, purpose, lanes: lanes.length, limits: limits.length, faults: [] })
  else
    process.stdout.write(
      `${path}: ${purpose}, ${lanes.length} series of readings, ${limits.length} tolerances; it fits ${methodology.id}@${methodology.version}\ndocument ${documentHash}\n`,
    )
  return 0
}
