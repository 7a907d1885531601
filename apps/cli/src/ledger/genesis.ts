import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { confirmationsOf, networkGenesis, type Consensus, type Hex } from '@tcctv/ledger'
import { parseTime } from '@tcctv/units'
import { DATA_DIRECTORY, parseOptions } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { openProjectDirectory } from './project-directory.ts'

const OPTIONS = {
  project: { type: 'string' },
  data: { type: 'string', default: DATA_DIRECTORY },
  'chain-id': { type: 'string' },
  consensus: { type: 'string', default: 'clique' },
  sealer: { type: 'string', multiple: true, default: [] as string[] },
  relayer: { type: 'string', multiple: true, default: [] as string[] },
  period: { type: 'string', default: '1' },
  time: { type: 'string' },
  out: { type: 'string', default: 'genesis.json' },
} as const

/** `tcctv ledger genesis` */
export async function genesis(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, OPTIONS)
  const project = values.project === undefined ? undefined : openProjectDirectory(values.data, values.project)
  const relayers = [...(project === undefined ? [] : [project.relayer]), ...values.relayer.map(address)]
  const sealers = values.sealer.map(address)
  const consensus = consensusOf(values.consensus)
  const { file, hash } = await networkGenesis({
    consensus,
    chainId: project?.chainId ?? wholeNumber('--chain-id', values['chain-id']),
    sealers,
    relayers,
    periodS: wholeNumber('--period', values.period),
    timestampS: values.time === undefined ? Math.floor(Date.now() / 1000) : parseTime(values.time),
  })
  const { out } = values
  if (existsSync(out)) throw cliError('USAGE', { what: `${out} exists; a genesis is not overwritten` })
  writeFileSync(out, `${JSON.stringify(file, null, 2)}\n`)
  process.stdout.write(`${out}\n  genesis block   ${hash}\n`)
  process.stdout.write(
    `  sealers         ${sealers.length}\n  final after     ${blocks(confirmationsOf(consensus, sealers.length))}\n`,
  )
  process.stdout.write('Every organisation compares the hash before its node seals its first block.\n')
  return 0
}

function blocks(count: number): string {
  return count === 1 ? '1 block' : `${count} blocks, its own counted`
}

function consensusOf(text: string): Consensus {
  if (text === 'clique' || text === 'qbft') return text
  throw cliError('USAGE', { what: `--consensus is ${text}, expected clique or qbft` })
}

function address(text: string): Hex {
  const found = existsSync(text) ? readFileSync(text, 'utf8').trim() : text
  if (/^0x[0-9a-fA-F]{40}$/.test(found)) return `0x${found.slice(2)}`
  throw cliError('USAGE', {
    what: `${text} is not an address, nor a file with one: expected 0x and 40 hexadecimal digits`,
  })
}

function wholeNumber(name: string, text: string | undefined): number {
  if (text !== undefined && /^[1-9]\d{0,15}$/.test(text)) return Number(text)
  throw cliError('USAGE', { what: `${name} is ${text ?? 'missing'}, expected a whole number above 0` })
}
