import { migrateLedger, type Migrated } from '@tcctv/ledger'
import { parseOptions, printJson, required } from '../arguments.ts'
import { createProgress } from '../terminal.ts'
import { NETWORK_OPTIONS, connectAs } from './connect.ts'
import { openProjectDirectory } from './project-directory.ts'

/** `tcctv ledger migrate` */
export function migrate(args: readonly string[]): Promise<number> {
  return carry(args, false)
}

/** `tcctv ledger compare` */
export function compare(args: readonly string[]): Promise<number> {
  return carry(args, true)
}

async function carry(args: readonly string[], isComparison: boolean): Promise<number> {
  const { values, positionals } = parseOptions(args, NETWORK_OPTIONS)
  const project = openProjectDirectory(values.data, required(positionals, 0, '<slug>'))
  await using source = await project.openChain()
  const { network } = await connectAs(project, values)
  await using target = network
  const progress = createProgress(process.stderr)
  progress.begin(isComparison ? 'Compare' : 'Carry over')
  const migrated = await migrateLedger(source, target, { onProgress: progress.advance, isComparison })
  progress.end(`${migrated.transactions} transactions`)
  if (values.json) printJson(migrated)
  else process.stdout.write(textOf(migrated))
  return migrated.missing === 0 ? 0 : 1
}

function textOf({ transactions, missing, further, records, block, checkpoints, failed }: Migrated): string {
  const lines = [
    [transactions, 'transactions of the embedded chain are on the network, with the same gas and events'],
    [records, 'events of the ledger compared; the storage roots of the five contracts are equal at every block'],
    [block, 'is the last block compared'],
    [missing, 'transactions are missing on the network'],
    [further, 'transactions came on the network after them'],
    [checkpoints, 'checkpoints stay behind: they co-sign blocks of the embedded chain; co-sign the network anew'],
    [failed, 'transactions had failed on the embedded chain and are left out'],
  ] as const
  const shown = lines.filter(([count], index) => index < 3 || count > 0)
  return shown.map(([count, text]) => `${String(count).padStart(8)}  ${text}\n`).join('')
}
