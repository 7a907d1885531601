export * from './codes.ts'
export {
  CLIQUE,
  GAS_LIMIT,
  GENESIS_DIFFICULTY,
  SEALED_DIFFICULTY,
  SEAL_BYTES,
  VANITY_BYTES,
  createProjectCommon,
  ledgerAddresses,
  projectGenesis,
  type LedgerAddresses,
  type ProjectGenesis,
  type ProjectGenesisOptions,
} from './chain-rules.ts'
export {
  COLUMN_HEADER_BYTES,
  MAX_READINGS,
  columnHashes,
  columnsRoot,
  decodeColumns,
  encodeColumns,
  type Column,
} from './columns.ts'
export { decodeBound, decodeBounds, encodeBounds, type Bound } from './bounds.ts'
export { signedContent, type Citable } from './citations.ts'
export { CONTRACTS_ERRORS } from './errors.ts'
export { decodeLedgerError, decodeLedgerEvents, describeCall, type Decoded, type LedgerEvent } from './events.ts'
export {
  ANOMALY_REASONS,
  FLAG_ANOMALY,
  FLAG_BYTES,
  FLAG_UNSCORED,
  anomalyReasonOf,
  decodeFlags,
  encodeFlags,
  type AnomalyReason,
  type Flag,
} from './flags.ts'
export { deploymentOf, type Deployment, type FirstParty } from './deployment.ts'
export { projectLedgerAbi, projectLedgerBytecode } from './generated/project-ledger.ts'
export { quantifierAbi, quantifierBytecode } from './generated/quantifier.ts'
export {
  NO_INTERVALS,
  UNLIMITED_ISSUANCE,
  decodePddVersion,
  pddContentHash,
  textId,
  toChainPddVersion,
  type ChainPddVersion,
  type PddVersionLike,
} from './pdd-version.ts'
export {
  batchDigest,
  batchTypedData,
  checkpointTypedData,
  commitmentTypedData,
  decisionTypedData,
  flagsTypedData,
  type BatchMessage,
  type CheckpointMessage,
  type DecisionMessage,
  type FlagsMessage,
  type LedgerDomain,
} from './typed-data.ts'
export { keccakBytes } from './keccak.ts'
export { createProjectEvm } from './project-evm.ts'
export { recoverPublicKey } from './recover-public-key.ts'
export { limitTime } from './time-limit.ts'
