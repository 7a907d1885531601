export {
  BUNDLE_PATHS,
  buildBundle,
  bundleManifest,
  increasePath,
  pddPath,
  readBundle,
  writeBundle,
  type BundleFacts,
} from './bundle.ts'
export { canonicalJson, type Json } from './canonical-json.ts'
export { PROOF_ERRORS } from './errors.ts'
export {
  collectRecords,
  decodeLogs,
  type BlockFacts,
  type ChainRecord,
  type LedgerEvent,
  type RawLog,
  type RawTransaction,
} from './records.ts'
export { reportData, wholePeriod, type ReportData, type ReportDocument, type ReportSource } from './report-data.ts'
export type { ReportDay, ReportMonth, ReportTotals } from './report/days.ts'
export type { ReportEquation, ReportVintage } from './report/vintages.ts'
export type { ReportException, ReportExceptionMove } from './report/exceptions.ts'
export { carriedByDay, type CarryingVersion } from './report/carried.ts'
export {
  dataAccount,
  type DataAccount,
  type EvidenceCount,
  type ReportSources,
  type ReportStream,
  type ReportSubstituted,
} from './report/data-account.ts'
export type { LaneDay } from './report/streams.ts'
export { unexplained, type ReportEstimate, type ReportExplanation } from './report/estimates.ts'
export type { ReportCompleteness } from './report/completeness.ts'
export type { ReportCheckpoint, ReportModel, ReportParty } from './report/parties.ts'
export type { PddHistory } from './report/pdd-history.ts'
export { EVIDENCE, EXCEPTION_STATES, PERIOD_STATES, RECORD_STATUS, ROLES, STAGES } from './vocabulary.ts'
export {
  buildReadingProof,
  verifyReadingProof,
  type CheckpointProof,
  type PinnedChain,
  type ProofLine,
  type ProofLineId,
  type ReadingProof,
  type ReadingProofInput,
  type ReadingWords,
} from './reading-proof.ts'
export { compileDocuments } from './compile-documents.ts'
export {
  verifyBundle,
  verifyBundleWith,
  type Verification,
  type VerificationTotals,
  type VerifiedVintage,
  type VerifyOptions,
} from './verify-bundle.ts'
export type { Check } from './verify/checks.ts'
export type { CompileDocuments, CompiledDocument } from './verify/documents.ts'
export type { PinnedBundle } from './verify/chain.ts'
export type { CheckId } from './errors.ts'
export {
  verifyBlockState,
  type BlockStateLine,
  type BlockStateLineId,
  type BlockStateProof,
} from './chain-proof/block-state.ts'
export { verifyStateProof, type ProvenAccount, type StateProof } from './chain-proof/state.ts'
export { verifyInclusion, type InclusionProof, type ProvenReceipt } from './chain-proof/transaction.ts'
export { verifySpan, type CosignedBlock, type ProvenSpan, type SpanPins } from './chain-proof/span.ts'
