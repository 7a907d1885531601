import { foldText } from './fold-text.ts'
import type { ProjectMethod } from './project.ts'

/** Spellings without a code of their own. Made from public titles of methodologies. */
const ID_BY_SPELLING: ReadonlyMap<string, string> = new Map([
  ['us landfill protocol', 'CAR-LANDFILL'],
  ['landfill', 'CAR-LANDFILL'],
  ['us livestock protocol', 'CAR-LIVESTOCK'],
  ['improved forest management', 'IFM'],
  ['biochar', 'PURO-BIOCHAR'],
  ['biochar methodology', 'PURO-BIOCHAR'],
  ['enhanced rock weathering', 'PURO-ERW'],
  ['technologies and practices to displace decentralized thermal energy consumption', 'GS-TPDDTEC'],
  ['tpddtec', 'GS-TPDDTEC'],
])

const CDM = /\b(AR-?\s?AMS|AR-?\s?ACM|AR-?\s?AM|AMS|ACM|AM)[-\s]?(?:(I{1,3})[-.\s]?([A-Z]{1,2})\b|(\d{3,4}))/i
const VERRA = /\b(VMR|VMD|VM|VT)[-\s]?(\d{4})\b/i
const VERSION = /\b(?:v(?:ersion|er|\.)?)\s*\.?\s*(\d+(?:\.\d+)*)\b/i

/**
 * Methodologies named in one cell of an export, separated by semicolons. A spelling that neither the table nor the
 * patterns know keeps its text and has id null; it is not guessed.
 *
 * @example normaliseMethods('AMS-I.D.; VM0007') // ids 'AMS-I.D' and 'VM0007'
 */
export function normaliseMethods(cell: string): ProjectMethod[] {
  return cell
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((verbatim) => ({ id: methodId(verbatim), version: VERSION.exec(verbatim)?.[1] ?? null, verbatim }))
}

function methodId(verbatim: string): string | null {
  return cdmId(verbatim) ?? verraId(verbatim) ?? ID_BY_SPELLING.get(foldText(verbatim)) ?? null
}

function cdmId(verbatim: string): string | undefined {
  const match = CDM.exec(verbatim)
  if (match === null) return undefined
  const series = (match[1] ?? '').toUpperCase().replace(/^AR-?\s?/, 'AR-')
  if (match[2] !== undefined && match[3] !== undefined)
    return `${series}-${match[2].toUpperCase()}.${match[3].toUpperCase()}`
  return `${series}${(match[4] ?? '').padStart(4, '0')}`
}

function verraId(verbatim: string): string | undefined {
  const match = VERRA.exec(verbatim)
  return match === null ? undefined : `${(match[1] ?? '').toUpperCase()}${match[2] ?? ''}`
}
