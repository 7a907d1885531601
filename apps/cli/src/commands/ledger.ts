import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'
import { anchor, anchored } from '../ledger/anchor.ts'
import { checkpoint } from '../ledger/checkpoint.ts'
import { compact } from '../ledger/compact.ts'
import { exportBlocks } from '../ledger/export.ts'
import { importBlocks } from '../ledger/import.ts'
import { inspect } from '../ledger/inspect.ts'
import { NETWORK_ACTIONS, NETWORK_USAGE } from '../ledger/network-actions.ts'
import { verify } from '../ledger/verify.ts'

const ACTIONS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  inspect,
  verify,
  export: exportBlocks,
  import: importBlocks,
  compact,
  checkpoint,
  anchor,
  anchored,
  ...NETWORK_ACTIONS,
}

export const ledgerCommand: Command = {
  usage: `tcctv ledger inspect <chain> [--json]
tcctv ledger verify <chain> [--genesis <hash>] [--sealer <address>] [--checkpoint <file>] [--json]
tcctv ledger export <chain> <blocks.rlp> [--geth-genesis <genesis.json>]
tcctv ledger import <directory> <blocks.rlp> [--genesis <genesis.json>]
tcctv ledger compact <chain>
tcctv ledger checkpoint <chain> <checkpoint.json> [--request <request.tsq>]
tcctv ledger anchor <checkpoint.json> --rpc <url> --key-file <file>
tcctv ledger anchored <checkpoint.json> --response <response.tsr> --ca <ca.pem>
tcctv ledger anchored <checkpoint.json> --rpc <url> --tx <hash>

<chain> is the slug of a project (of --data <dir>, default .tcctv) or a directory that holds chain.mdb.

inspect shows head, genesis, sealer, counts, the newest checkpoint and sizes; the project may run on. verify checks every
seal and runs every transaction again, comparing gas, receipts and state of each block, and everything that is stored
beside the blocks; --genesis and --sealer compare with values that you have from elsewhere. export writes the blocks as RLP,
which geth import reads, and with --geth-genesis the genesis for geth init. import checks, runs and stores such a file in a
directory of its own, as a copy that makes no blocks; a file without block 0 needs --genesis, that of a proof bundle. A torn
file or one of another genesis is refused. compact writes the file anew without unused pages; the project must be stopped.

checkpoint writes the newest block that the registry or a verifier co-signed, in canonical JSON, and with --request a request
over its SHA-256 for a time-stamping authority (RFC 3161). anchor sends that digest as the data of a transaction on any
EVM network. anchored checks the authority's response, or the transaction. verify --checkpoint compares with a
checkpoint that you kept.

${NETWORK_USAGE}`,
  run: (args) => {
    const [action = '', ...rest] = args
    const chosen = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined
    if (chosen === undefined) throw cliError('USAGE', { what: `expected one of ${Object.keys(ACTIONS).join(', ')}` })
    return chosen(rest)
  },
}
