import { openArchive, verifyArchive, type Archive } from '@tcctv/ledger'
import { readCheckpoint, type CheckpointFile } from '../anchor/checkpoint-file.ts'
import { parseOptions, printJson } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { createProgress } from '../terminal.ts'
import { CHAIN_OPTIONS, chainDirectory } from './chain-directory.ts'

/** `tcctv ledger verify` */
export async function verify(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    ...CHAIN_OPTIONS,
    genesis: { type: 'string' },
    sealer: { type: 'string' },
    checkpoint: { type: 'string' },
  })
  await using archive = await openArchive(chainDirectory(positionals, values.data))
  comparePins(archive, values)
  if (values.checkpoint !== undefined) compareCheckpoint(archive, await readCheckpoint(values.checkpoint))
  const progress = createProgress(process.stderr)
  progress.begin('Run blocks again')
  const { blocks, transactions, gasUsed } = await verifyArchive(archive, {
    onBlock: (number) => progress.advance(number, archive.head.number),
  })
  progress.end(`${blocks} blocks, ${transactions} transactions, ${gasUsed} gas`)
  const { genesisHash, head } = archive
  const result = { passed: true, genesisHash, head, blocks, transactions, gasUsed: String(gasUsed) }
  if (values.json) printJson(result)
  else
    process.stdout.write(
      `Every header is sealed by ${archive.genesis.sealer}, and running every transaction again gives every block.\n` +
        `Head ${head.number} ${head.hash}\nGenesis ${genesisHash}\n`,
    )
  return 0
}

function comparePins(
  { genesisHash, genesis }: Archive,
  pinned: { readonly genesis?: string | undefined; readonly sealer?: string | undefined },
): void {
  for (const [what, expected, found] of [
    ['genesis', pinned.genesis, genesisHash],
    ['sealer', pinned.sealer, genesis.sealer],
  ] as const)
    if (expected !== undefined && expected.toLowerCase() !== found.toLowerCase())
      throw cliError('CHAIN_DIFFERS', { what, found, expected })
}

/** The chain must hold the co-signed block, whatever came after it. */
function compareCheckpoint(archive: Archive, { genesisHash, number, blockHash }: CheckpointFile): void {
  comparePins(archive, { genesis: genesisHash })
  if (number > archive.head.number)
    throw cliError('CHAIN_DIFFERS', { what: 'head', found: archive.head.number, expected: `block ${number} or later` })
  const found = archive.blockHash(number)
  if (found !== blockHash)
    throw cliError('CHAIN_DIFFERS', { what: `hash of block ${number}`, found, expected: blockHash })
}
