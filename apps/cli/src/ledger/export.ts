import { writeFileSync } from 'node:fs'
import { embeddedGenesisFile, openArchive, writeBlocksFile, type Archive } from '@tcctv/ledger'
import { parseOptions, required } from '../arguments.ts'
import { createProgress } from '../terminal.ts'
import { CHAIN_OPTIONS, chainDirectory } from './chain-directory.ts'

/** `tcctv ledger export` */
export async function exportBlocks(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    data: CHAIN_OPTIONS.data,
    'geth-genesis': { type: 'string' },
  })
  const path = required(positionals, 1, '<blocks.rlp>')
  await using archive = await openArchive(chainDirectory(positionals, values.data))
  const progress = createProgress(process.stderr)
  progress.begin('Write blocks')
  const bytes = writeBlocksFile(path, blocksOf(archive, progress.advance))
  progress.end(`${archive.head.number + 1} blocks, ${bytes} bytes`)
  const genesisPath = values['geth-genesis']
  if (genesisPath !== undefined)
    writeFileSync(genesisPath, `${JSON.stringify(embeddedGenesisFile(archive.genesis), null, 2)}\n`, { flag: 'wx' })
  process.stdout.write(`${path}  genesis ${archive.genesisHash}  head ${archive.head.number} ${archive.head.hash}\n`)
  return 0
}

function* blocksOf({ head, rawBlock }: Archive, advance: (done: number, total: number) => void): Generator<Uint8Array> {
  for (let number = 0; number <= head.number; number++) {
    yield rawBlock(number)
    advance(number, head.number)
  }
}
