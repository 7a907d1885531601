import { unzipSync, zipSync, type Zippable } from 'fflate'
import { canonicalJson } from './canonical-json.ts'
import { firstDifference, sha256Hex, type Hex } from './bytes.ts'
import { proofError } from './errors.ts'

/** Paths of a bundle. A PDD version of index i is `documents/pdd-i.yaml`. */
export const BUNDLE_PATHS = {
  manifest: 'manifest.json',
  genesis: 'chain/genesis.json',
  blocks: 'chain/blocks.rlp',
  methodology: 'documents/methodology.yaml',
  report: 'report/report.pdf',
  reportData: 'report/data.json',
  reportManifest: 'report/manifest.json',
} as const

/** Path of the text of a PDD version. @example pddPath(0) // 'documents/pdd-0.yaml' */
export function pddPath(index: number): string {
  return `documents/pdd-${index}.yaml`
}

/** Path of the explanation of a vintage that is far above its estimate. @example increasePath(2012) // 'documents/increase-2012.json' */
export function increasePath(vintage: number): string {
  return `documents/increase-${String(vintage).padStart(4, '0')}.json`
}

export type BundleFacts = {
  readonly slug: string
  readonly chainId: number
  readonly genesisHash: Hex
  readonly head: { readonly number: number; readonly hash: Hex }
  readonly ledger: Hex
  /** keccak256 of report/manifest.json; null in a bundle without report. */
  readonly reportManifest: Hex | null
}

const LAYOUT =
  /^(manifest\.json|chain\/(genesis\.json|blocks\.rlp)|documents\/((methodology|pdd-(0|[1-9]\d{0,3}))\.yaml|increase-\d{4}\.json)|report\/(report\.pdf|data\.json|manifest\.json))$/

/**
 * Bytes of a bundle: the given files and a manifest that lists them with length and SHA-256.
 *
 * @throws {TcctvError} BUNDLE_PATH for a file that has no place in the layout
 */
export function buildBundle(facts: BundleFacts, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  return writeBundle(new Map([...files, [BUNDLE_PATHS.manifest, bundleManifest(facts, files)]]))
}

/** Bytes of manifest.json of a bundle that holds the given files. */
export function bundleManifest(facts: BundleFacts, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const listed = inOrder(files)
    .filter(([path]) => path !== BUNDLE_PATHS.manifest)
    .map(([path, bytes]) => ({ path, bytes: bytes.length, sha256: sha256Hex(bytes) }))
  return canonicalJson({ schema: 'tcctv-bundle/1', ...facts, files: listed })
}

/**
 * Canonical ZIP of files: stored, manifest first and then by path, every time 1980-01-01, no extra fields. The
 * same files give the same bytes.
 *
 * @throws {TcctvError} BUNDLE_PATH for a file that has no place in the layout
 */
export function writeBundle(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const zippable: Zippable = {}
  for (const [path, bytes] of inOrder(files)) {
    if (!LAYOUT.test(path)) throw proofError('BUNDLE_PATH', { path })
    zippable[path] = bytes
  }
  return zipSync(zippable, { level: 0, mtime: new Date(1980, 0, 1) })
}

/**
 * Files of a bundle by path. The bundle is written again and compared, so that each of its bytes counts: a ZIP with
 * other times, order, extra fields, comments or with anything between its entries is refused. Does not check the
 * manifest: see {@link verifyBundle}.
 *
 * @throws {TcctvError} BUNDLE_NOT_ZIP, BUNDLE_PATH, BUNDLE_NOT_CANONICAL with the offset and the file it lies in
 */
export function readBundle(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = unzip(bytes)
  const again = writeBundle(files)
  const offset = firstDifference(bytes, again)
  if (offset === -1) return files
  throw proofError('BUNDLE_NOT_CANONICAL', {
    offset,
    part: partAt(files, offset),
    expected: shownByte(again[offset]),
    found: shownByte(bytes[offset]),
  })
}

function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  try {
    const found = unzipSync(bytes, {
      filter: ({ name, compression, size, originalSize }) => isStored(name, compression, size, originalSize),
    })
    return new Map(Object.entries(found))
  } catch (cause) {
    throw proofError('BUNDLE_NOT_ZIP', { reason: cause instanceof Error ? cause.message : String(cause) }, cause)
  }
}

/** Refuses anything compressed before a byte is inflated. */
function isStored(path: string, compression: number, size: number, originalSize: number): boolean {
  if (compression === 0 && size === originalSize) return true
  throw proofError('BUNDLE_NOT_ZIP', { reason: `${path} is compressed; a bundle stores its files as they are` })
}

function inOrder(files: ReadonlyMap<string, Uint8Array>): [string, Uint8Array][] {
  const rank = (path: string) => (path === BUNDLE_PATHS.manifest ? '' : path)
  return [...files].toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
}

const LOCAL_HEADER = 30

/** Where an offset of a canonical ZIP lies, in words: its entry and whether in the header or the content. */
function partAt(files: ReadonlyMap<string, Uint8Array>, offset: number): string {
  let start = 0
  for (const [path, bytes] of inOrder(files)) {
    const content = start + LOCAL_HEADER + path.length
    if (offset >= start + 14 && offset < start + 18)
      return `checksum of ${path}: its content or its checksum was changed`
    if (offset < content) return `entry header of ${path}`
    if (offset < content + bytes.length) return `${path} at ${offset - content}`
    start = content + bytes.length
  }
  return 'central directory'
}

function shownByte(byte: number | undefined): string {
  return byte === undefined ? 'end of file' : `0x${byte.toString(16).padStart(2, '0')}`
}
