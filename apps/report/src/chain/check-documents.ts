import { decodePddVersion, projectLedgerAbi as abi, type ChainPddVersion } from '@tcctv/contracts'
import type { ChainReader, Hex } from '@tcctv/ledger'
import { hashDocument, parseMethodology, parsePdd, type Methodology, type Pdd } from '@tcctv/methodology'
import { compileDocuments, type ReportSource } from '@tcctv/proof'
import { decodeFunctionResult, encodeFunctionData } from 'viem'
import { reportError } from '../errors.ts'

/** Documents of a project whose hashes are those on its chain. */
export type CheckedDocuments = {
  readonly methodologyYaml: string
  readonly methodology: Methodology
  readonly methodologyHash: Hex
  /** Position = index of the PDD version on the chain. */
  readonly pdds: readonly (ReportSource['pdds'][number] & { readonly yaml: string; readonly pdd: Pdd })[]
  readonly visibility: number
}

/**
 * Parses the texts and compares their hashes with the chain. A chain with several versions needs the text of each.
 *
 * @throws {TcctvError} DOCUMENT_MISMATCH, DOCUMENT_MISSING, DOCUMENT_INVALID, and the compiler's errors
 */
export async function checkDocuments(
  reader: ChainReader,
  ledger: Hex,
  textsOf: (index: number) => Promise<{ readonly yaml: string; readonly methodologyYaml: string }>,
): Promise<CheckedDocuments> {
  const versions = await readVersions(reader, ledger)
  const { methodologyYaml } = await textsOf(0)
  const methodology = parseMethodology(methodologyYaml)
  const methodologyHash = hashDocument(methodology)
  const pdds: CheckedDocuments['pdds'][number][] = []
  for (const [index, version] of versions.entries()) {
    const { yaml } = await textsOf(index)
    const pdd = parsePdd(yaml)
    const documentHash = hashDocument(pdd)
    if (version.documentHash !== documentHash)
      throw reportError('DOCUMENT_MISSING', { index, expected: version.documentHash })
    if (version.methodologyHash !== methodologyHash)
      throw reportError('DOCUMENT_MISMATCH', {
        what: 'methodology',
        found: methodologyHash,
        expected: version.methodologyHash,
      })
    const { gaps, evaluate, fill } = compileDocuments(methodologyYaml, yaml)
    pdds.push({ yaml, pdd, documentHash, version, gaps, evaluate, fill })
  }
  const visibility = versions.at(-1)?.visibility ?? 1
  return { methodologyYaml, methodology, methodologyHash, pdds, visibility }
}

/** PDD versions of the chain, by index. */
async function readVersions(reader: ChainReader, ledger: Hex): Promise<ChainPddVersion[]> {
  const count = decodeFunctionResult({
    abi,
    functionName: 'pddCount',
    data: await reader.call({ to: ledger, data: encodeFunctionData({ abi, functionName: 'pddCount' }) }),
  })
  const versions: ChainPddVersion[] = []
  for (let index = 0n; index < count; index++) {
    const data = await reader.call({
      to: ledger,
      data: encodeFunctionData({ abi, functionName: 'pdd', args: [index] }),
    })
    versions.push(decodePddVersion(decodeFunctionResult({ abi, functionName: 'pdd', data })))
  }
  return versions
}
