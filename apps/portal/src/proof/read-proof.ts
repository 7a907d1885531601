import type { ProvenWords } from './shown-reading.ts'

/** Enough of a reading's proof to draw the page; the checker reads the rest and says what is wrong with it. */
export type KnownProof = { readonly schema: string; readonly chainId: number; readonly reading: ProvenWords }

/** Whether a parsed JSON is a reading's proof. Does not check it. */
export function isReadingProof(found: unknown): found is KnownProof {
  if (typeof found !== 'object' || found === null || !('schema' in found) || !('reading' in found)) return false
  const { schema, reading } = found
  if (typeof schema !== 'string' || !schema.startsWith('tcctv-reading-proof/')) return false
  return typeof reading === 'object' && reading !== null && 'count' in reading && 'startS' in reading
}
