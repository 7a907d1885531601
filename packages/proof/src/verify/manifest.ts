import { BUNDLE_PATHS, bundleManifest, type BundleFacts } from '../bundle.ts'
import { firstDifference, sha256Hex } from '../bytes.ts'
import { mustEqual, refuse } from '../errors.ts'
import { hexAt, numberAt, parseObject, textAt, type JsonObject } from './read-json.ts'

/** Facts of a bundle, once its manifest has been found to list exactly its files. */
export function checkManifest(files: ReadonlyMap<string, Uint8Array>): BundleFacts {
  const path = BUNDLE_PATHS.manifest
  const bytes = fileOf(files, path)
  const manifest = parseObject(bytes, path)
  mustEqual(`${path}: schema`, 'tcctv-bundle/1', manifest['schema'])
  const head = manifest['head']
  if (typeof head !== 'object' || head === null || Array.isArray(head))
    return refuse(`${path}: head`, 'an object', head)
  const facts: BundleFacts = {
    slug: textAt(manifest, 'slug', path),
    chainId: numberAt(manifest, 'chainId', path),
    genesisHash: hexAt(manifest, 'genesisHash', path),
    head: { number: numberAt(head as JsonObject, 'number', path), hash: hexAt(head as JsonObject, 'hash', path) }, // checked above
    ledger: hexAt(manifest, 'ledger', path),
    reportManifest: manifest['reportManifest'] === null ? null : hexAt(manifest, 'reportManifest', path),
  }
  compareFiles(manifest, files)
  const offset = firstDifference(bundleManifest(facts, files), bytes)
  if (offset !== -1) refuse(`${path}, byte ${offset}`, 'canonical JSON of the facts and files', 'other bytes')
  return facts
}

/** A file that must be there. */
export function fileOf(files: ReadonlyMap<string, Uint8Array>, path: string): Uint8Array {
  return files.get(path) ?? refuse(path, 'this file', 'none')
}

function compareFiles(manifest: JsonObject, files: ReadonlyMap<string, Uint8Array>): void {
  const listed = manifest['files']
  if (!Array.isArray(listed)) return refuse(`${BUNDLE_PATHS.manifest}: files`, 'a list', listed)
  for (const entry of listed as JsonObject[]) {
    const path = textAt(entry, 'path', BUNDLE_PATHS.manifest)
    mustEqual(`${path}: SHA-256`, entry['sha256'], sha256Hex(fileOf(files, path)))
  }
}
