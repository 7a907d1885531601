import { deriveGenesis, openCopy, readBlocksFile } from '@tcctv/ledger'
import { projectGenesis } from '@tcctv/contracts'
import { z } from 'zod'
import { parseOptions, readInput, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { createProgress } from '../terminal.ts'

const address = z.custom<`0x${string}`>((found) => typeof found === 'string' && /^0x[0-9a-f]{40}$/.test(found))
const genesisSchema = z.object({
  chainId: z.number().int(),
  sealer: address,
  relayer: address,
  timestampS: z.number().int(),
})

/** `tcctv ledger import` */
export async function importBlocks(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { genesis: { type: 'string' } })
  const directory = required(positionals, 0, '<directory>')
  const path = required(positionals, 1, '<blocks.rlp>')
  const { count, blocks } = readBlocksFile(path)
  const [first, second] = blocks
  const genesis = values.genesis === undefined ? genesisIn(path, first, second) : genesisOf(values.genesis)
  await using copy = await openCopy({ directory, genesis })
  const progress = createProgress(process.stderr)
  progress.begin('Check and run blocks')
  let done = 0
  for (const block of blocks) {
    await copy.importBlocks([block])
    progress.advance(++done, count)
  }
  const head = await copy.head()
  progress.end(`${done} blocks of the file`)
  process.stdout.write(`${directory}  head ${head.number} ${head.hash}  state ${head.stateRoot}\n`)
  return 0
}

function genesisOf(path: string): ReturnType<typeof projectGenesis> {
  return projectGenesis(genesisSchema.parse(JSON.parse(readInput(path).toString('utf8'))))
}

/** A file that begins with block 0 says which chain it is of. */
function genesisIn(
  path: string,
  first: Uint8Array | undefined,
  second: Uint8Array | undefined,
): ReturnType<typeof projectGenesis> {
  if (first === undefined || second === undefined)
    throw cliError('INPUT_INVALID', { found: `${path} has fewer than two blocks; name its genesis with --genesis` })
  return deriveGenesis(first, second)
}
