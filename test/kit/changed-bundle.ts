import { bundleManifest, readBundle, writeBundle, type BundleFacts } from '../../packages/proof/src/index.ts'

/** One changed byte of a bundle's file, in words and as the change itself. */
export type Change = {
  readonly what: string
  readonly path: string
  /** Where the byte lies in the file. */
  readonly find: (file: Buffer) => number
}

const COUNT_BYTES = 8
const LOCAL_HEADER = 30

/** Readings stand in calldata as 8 bytes, 2^63 above their count. */
function firstReading(blocks: Buffer): number {
  const excess = Buffer.from('8000000000', 'hex')
  for (let at = blocks.indexOf(excess); at !== -1; at = blocks.indexOf(excess, at + 1))
    if (blocks[at + COUNT_BYTES] === 0x80 && blocks.readUIntBE(at + 5, 3) > 1000) return at + COUNT_BYTES - 1
  return -1
}

/** The seal stands in a header's extra data behind 32 zero bytes. */
function lastSeal(blocks: Buffer): number {
  const extraData = Buffer.from(`b861${'00'.repeat(32)}`, 'hex')
  return blocks.lastIndexOf(extraData) + extraData.length + 10
}

export const CHANGES: readonly Change[] = [
  { what: 'a reading', path: 'chain/blocks.rlp', find: firstReading },
  { what: 'a seal', path: 'chain/blocks.rlp', find: lastSeal },
  { what: 'the factor of the PDD', path: 'documents/pdd-0.yaml', find: (file) => file.indexOf('0.8907') + 5 },
  { what: 'a figure of the report', path: 'report/data.json', find: (file) => file.indexOf('"3286"') + 4 },
  { what: 'the PDF', path: 'report/report.pdf', find: (file) => Math.floor(file.length / 2) },
]

/** The bundle with one byte of the content of one file changed, nothing else. */
export function changedByte(bundle: Buffer, { path, find, what }: Change): Buffer {
  const content = contentOf(bundle, path)
  const size = readBundle(bundle).get(path)?.length ?? 0
  const at = find(bundle.subarray(content, content + size))
  if (at < 0 || at >= size) throw new Error(`${what} was not found`)
  const changed = Buffer.from(bundle)
  changed[content + at] = (bundle[content + at] ?? 0) ^ 1
  return changed
}

/** Offset of a stored file's bytes: behind the name in its local header. */
function contentOf(zip: Buffer, path: string): number {
  const header = Buffer.from('504b0304', 'hex')
  for (let at = zip.indexOf(path); at !== -1; at = zip.indexOf(path, at + 1))
    if (zip.subarray(at - LOCAL_HEADER, at - LOCAL_HEADER + 4).equals(header)) return at + path.length
  throw new Error(`${path} is not in the bundle`)
}

/** The same change by a forger who writes container, checksums and manifest anew. */
export function forged(bundle: Buffer, { path, find }: Change): Uint8Array {
  const files = readBundle(bundle)
  const file = Buffer.from(files.get(path) ?? [])
  const at = find(file)
  file[at] = (file[at] ?? 0) ^ 1
  files.set(path, file)
  const stated: BundleFacts & { schema?: unknown; files?: unknown } = JSON.parse(
    Buffer.from(files.get('manifest.json') ?? []).toString('utf8'),
  ) as BundleFacts // the bundle was verified before it is forged
  const { schema: _, files: _files, ...facts } = stated
  files.set('manifest.json', bundleManifest(facts, files))
  return writeBundle(files)
}
