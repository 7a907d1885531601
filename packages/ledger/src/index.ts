export type {
  AppendedBlock,
  AppendOptions,
  Call,
  ChainBlock,
  ChainHead,
  ChainLog,
  ChainReader,
  ChainReceipt,
  ChainTransaction,
  Hex,
  LedgerEngine,
  LogFilter,
} from './chain.ts'
export { LEDGER_ERRORS } from './errors.ts'
export type { AcceptRaw, EmbeddedChain } from './embedded/embedded-chain.ts'
export { openCopy, openEmbedded, type EmbeddedOptions } from './embedded/open-embedded.ts'
export { forkChain, takenSignature, type ForkOptions } from './embedded/fork-chain.ts'
export { createRpcHandler, type RpcHandler } from './rpc/server.ts'
export { connectRpc, type RpcTransport } from './rpc/reader.ts'
export { compareWithReference, type Compared } from './network/compare.ts'
export { confirmationsOf, connectNetwork, type NetworkOptions } from './network/connect-network.ts'
export { migrateLedger, type Migrated, type MigrationSource } from './network/migrate.ts'
export {
  embeddedGenesisFile,
  networkGenesis,
  readNetworkGenesis,
  type NetworkFacts,
  type NetworkGenesis,
  type NetworkGenesisOptions,
} from './network/network-genesis.ts'
export { forwardRpc } from './network/forward-rpc.ts'
export type { Consensus } from './network/answers.ts'
export type { NetworkChain } from './network/network-chain.ts'
export { transactionProof, type TransactionProof } from './proof.ts'
export { deployProjectLedger, hasProjectLedger, openProjectLedger } from './project/embedded-ledger.ts'
export type * from './project/project-ledger.ts'
export { openArchive, type Archive } from './archive/open-archive.ts'
export { verifyArchive, type VerifiedArchive, type VerifyArchiveOptions } from './archive/verify-archive.ts'
export { readBlocksFile, writeBlocksFile, type BlocksFile } from './archive/blocks-file.ts'
export { compactChain } from './archive/compact.ts'
export { deriveGenesis } from './archive/derive-genesis.ts'
