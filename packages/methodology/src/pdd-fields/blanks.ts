import type { DocumentFault, Locate, Path } from '../documents/faults.ts'
import { fieldOf } from './pdd-fields.ts'

/** What stands in a template where a project has to say something of its own. */
export const FILL_IN = 'FILL IN'

/** A fault for every blank that is left in a document, with what to fill in. */
export function blankFaults(data: unknown, locate: Locate): DocumentFault[] {
  return blanksIn(data, []).map((path) => {
    const { what } = fieldOf(path.map(String))
    return { path: path.join('.'), ...locate(path), code: 'FILL_IN', found: FILL_IN, expected: `fill in: ${what}` }
  })
}

/** Whether a fault is that of a blank, or of something inside or around it that the blank explains. */
export function isOfBlank({ path }: DocumentFault, blanks: readonly DocumentFault[]): boolean {
  return blanks.some((blank) => path === blank.path || path.startsWith(`${blank.path}.`))
}

function blanksIn(part: unknown, path: Path): Path[] {
  if (part === FILL_IN) return [path]
  if (Array.isArray(part)) return part.flatMap((item: unknown, index) => blanksIn(item, [...path, index]))
  if (typeof part !== 'object' || part === null) return []
  return Object.entries(part).flatMap(([key, item]) => (key === FILL_IN ? [path] : blanksIn(item, [...path, key])))
}
