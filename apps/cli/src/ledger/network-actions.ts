import { genesis } from './genesis.ts'
import { compare, migrate } from './migrate.ts'

/** Actions of `tcctv ledger` on a network of nodes. */
export const NETWORK_ACTIONS = { genesis, migrate, compare } as const

export const NETWORK_USAGE = `tcctv ledger genesis --sealer <address> [--sealer <address> …] (--project <slug> | --chain-id <n> --relayer <address>)
    [--consensus clique|qbft] [--period <seconds>] [--time <RFC 3339>] [--out <genesis.json>] [--data <dir>]
tcctv ledger migrate <slug> --genesis <genesis.json> --endpoint <url> [--endpoint <url> …] [--confirmations <n>] [--json]
tcctv ledger compare <slug> --genesis <genesis.json> --endpoint <url> [--endpoint <url> …] [--confirmations <n>] [--json]

genesis writes the file that every organisation of a network starts its node from, and prints the hash of its block; with
--project for the chain id and the relayer of a project, so that its signatures hold there. migrate repeats the
transactions of a stopped project's embedded chain on the network and compares gas, events and storage roots at every
block; it stops at the first difference, and goes on where it stopped when it is run again. compare does the same without
sending anything; exit code 1 when something is missing or differs.`
