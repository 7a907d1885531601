import { decodeLedgerEvents, ledgerAddresses, projectLedgerAbi as abi } from '@tcctv/contracts'
import { openArchive, type Archive, type ChainLog } from '@tcctv/ledger'
import { formatTime } from '@tcctv/units'
import { toEventSelector } from 'viem'
import { parseOptions, printJson } from '../arguments.ts'
import { CHAIN_OPTIONS, chainDirectory } from './chain-directory.ts'

/** `tcctv ledger inspect` */
export async function inspect(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, CHAIN_OPTIONS)
  await using archive = await openArchive(chainDirectory(positionals, values.data))
  const facts = factsOf(archive)
  if (values.json) printJson(facts)
  else process.stdout.write(textOf(facts))
  return 0
}

type Facts = ReturnType<typeof factsOf>

function factsOf(archive: Archive) {
  const { genesis, genesisHash, head, sizes, fileBytes } = archive
  const { ledger } = ledgerAddresses(genesis.relayer)
  const batches = eventsOf(archive, 'BatchCommitted')
  const checkpoint = eventsOf(archive, 'Checkpointed').at(-1)
  return {
    chainId: genesis.chainId,
    genesisHash,
    sealers: [genesis.sealer],
    relayer: genesis.relayer,
    ledger,
    head: { ...head, time: formatTime(head.timestampS) },
    transactions: sizes.transactions.entries,
    batches: batches.length,
    readings: batches.reduce((sum, { args }) => sum + args.readings, 0),
    checkpoint:
      checkpoint === undefined
        ? null
        : { block: Number(checkpoint.args.number), hash: checkpoint.args.blockHash, signer: checkpoint.args.signer },
    fileBytes,
    sizes,
  }
}

function eventsOf<Name extends 'BatchCommitted' | 'Checkpointed'>(archive: Archive, name: Name) {
  const event = abi.find((item) => item.type === 'event' && item.name === name)
  const topics = event?.type === 'event' ? [[toEventSelector(event)]] : []
  const { ledger } = ledgerAddresses(archive.genesis.relayer)
  const logs = archive.logs({ fromBlock: 1, toBlock: archive.head.number, address: [ledger], topics })
  return decodeLedgerEvents(logs.map(rpcLog)).filter(
    (found): found is Extract<typeof found, { eventName: Name }> => found.eventName === name,
  )
}

function rpcLog({ address, topics, data, block, blockHash, transactionHash, transactionIndex, logIndex }: ChainLog) {
  const [first, ...rest] = topics
  const all: [] | [`0x${string}`, ...`0x${string}`[]] = first === undefined ? [] : [first, ...rest]
  return {
    address,
    topics: all,
    data,
    blockNumber: BigInt(block),
    blockHash,
    transactionHash,
    transactionIndex,
    logIndex,
    removed: false,
  }
}

function textOf({ head, checkpoint, sizes, ...facts }: Facts): string {
  const rows = [
    ['chain id', String(facts.chainId)],
    ['genesis', facts.genesisHash],
    ['sealer', facts.sealers.join(', ')],
    ['relayer', facts.relayer],
    ['ledger', facts.ledger],
    ['head', `block ${head.number} of ${head.time}`],
    ['', head.hash],
    ['state root', head.stateRoot],
    ['transactions', String(facts.transactions)],
    ['readings', `${facts.readings} in ${facts.batches} batches`],
    ['checkpoint', checkpoint === null ? 'none' : `block ${checkpoint.block}, by ${checkpoint.signer}`],
    ['', checkpoint?.hash ?? 'nobody but the sealer vouches for this chain yet'],
    ['file', megabytes(facts.fileBytes)],
    ...Object.entries(sizes).map(([table, { entries, bytes }]) => [
      `  ${table}`,
      `${megabytes(bytes).padStart(10)}  ${entries} entries`,
    ]),
  ]
  return `${rows.map(([name = '', shown = '']) => `${name.padEnd(16)}${shown}`).join('\n')}\n`
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(2)} MB`
}
