export { hashDocument, type Hex } from './documents/hash-document.ts'
export { parseMethodology, type Methodology } from './documents/methodology.ts'
export { parsePdd, type Pdd } from './documents/pdd.ts'
export type { DocumentFault } from './documents/faults.ts'
export { checkInputs, parseInputsText } from './check/check-inputs.ts'
export { PUBLISHED_CONSTANTS, type PublishedConstant } from './constants/registry.ts'
export {
  checkMethodology,
  standIns,
  type MethodologyFault,
  type MethodologyWarning,
} from './check/check-methodology.ts'
export { equationFacts, type EquationFacts } from './check/equation-facts.ts'
export { checkPdd } from './check/check-pdd.ts'
export { comparePdds, type PddChange } from './pdd-fields/compare-pdds.ts'
export { fieldOf, PDD_FIELDS, type Enters, type PddField } from './pdd-fields/pdd-fields.ts'
export { templateOf } from './pdd-fields/template.ts'
export { documentSchema, DOCUMENT_NAMES } from './check/document-schema.ts'
export { diffMethodologies } from './explain/diff.ts'
export { explainMethodology } from './explain/explain.ts'
export { explanationMarkdown } from './explain/explanation-markdown.ts'
export { METHODOLOGY_ERRORS } from './errors.ts'
export { compileMethodology, programHash } from './program/compile.ts'
export type { FixedValues } from './program/fixed-amounts.ts'
export { interpret } from './program/interpret.ts'
export { compileStages, type Stages } from './program/compile-stages.ts'
export { namedInputs } from './run/evaluate-period.ts'
export { createReference, type ReferenceInputs, type ReferenceResult } from './program/reference.ts'
export type { EquationResult, Program, ProgramEquation, ProgramVariable } from './program/program.ts'
export { parseInputs, type InputsDocument } from './run/inputs-document.ts'
export { createFillCoefficients, type FillCoefficients } from './program/fill-coefficients.ts'
export { fixedOf } from './pdd-version/fixed-values.ts'
export { monitoredOf } from './pdd-version/lanes.ts'
export type { Evaluate } from './run/evaluate-period.ts'
export { referenceEngine, runInputs, type ResultDocument } from './run/run-inputs.ts'
export { needsReadings } from './pdd-version/aggregates.ts'
export { compilePdd, versionOf } from './pdd-version/compile-pdd.ts'
export type { Lane, LaneGap, PddVersion, VariableSource } from './pdd-version/pdd-version.ts'
export { LIMIT_ROWS, type Bound, type Limit, type LimitPattern } from './tolerance/limit.ts'
export type { ProfileBy } from './tolerance/profile-rows.ts'
export { profileReader, type ProfileReader } from './tolerance/profile-reader.ts'
export { profileTable, type ProfileTable, type Statistic } from './tolerance/profile-table.ts'
export { parseStatistic } from './tolerance/statistic.ts'
export { limitTexts, type LimitText } from './tolerance/limit-texts.ts'
export {
  boundAt,
  highestCase,
  ratioCase,
  rowAt,
  toleranceCase,
  type ToleranceCase,
} from './tolerance/tolerance-case.ts'
export { compileSource, type SourceMapping } from './reading/compile-source.ts'
export { substitute, type Substitution } from './substitution/substitute.ts'
export { isCorroborated } from './substitution/corroboration.ts'
export { dataSchema } from './reading/data-schema.ts'
export { readRecord, type RecordResult } from './reading/read-record.ts'
export { compileReadingReader, type ReadReading } from './reading/reading-reader.ts'
export type { Reading, RowFault } from './reading/reading.ts'
export { availability, completeness, expectedReadings, type Availability } from './availability/availability.ts'
export { compareWithEstimate, type EstimateComparison } from './estimates/compare-estimate.ts'
export { sampleSize, sampleSizeOfProportion, type SampleSize, type SamplingTarget } from './sampling/sample-size.ts'
export { allocateSample, stratifiedSampleSize, type Allocation, type Stratum } from './sampling/allocate-sample.ts'
