export { assessPair, type Evidence, type PairAssessment } from './assess-pair.ts'
export {
  assessListed,
  assessProject,
  summarise,
  summariseAll,
  type ProjectRisk,
  type RiskSummary,
} from './assess-project.ts'
export { NO_DECISIONS, pairKey, VERDICTS, type Decision, type DecisionBook } from './decisions.ts'
export { makeMatchIndex, updateMatchIndex, type MatchIndex } from './match-index.ts'
export { packPairs, unpackIndex } from './packed-index.ts'
export { matchRecords } from './format-pairs.ts'
export { RISK_LEVELS, rankOf, type RiskLevel } from './levels.ts'
export { SEVERITY_KINDS, type Severities, type Severity, type SeverityKind } from './severity.ts'
export type { Mitigation } from './mitigations.ts'
export type { TonneBounds } from './overlap.ts'
export { modelCard, type ModelCard } from './model-card.ts'
export { fitCalibration, type CalibrationProposal } from './fit-calibration.ts'
export { MODEL_VERSION } from './weights.ts'
export { rankPairs, type RankedPair } from './rank-pairs.ts'
export type { OtherClaim } from './other-claims.ts'
