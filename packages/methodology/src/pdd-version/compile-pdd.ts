import { faultSink, refuseFaults, type FaultSink, type Locate } from '../documents/faults.ts'
import { hashDocument } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import { methodologyError } from '../errors.ts'
import { compileStages } from '../program/compile-stages.ts'
import { refuseSwitches } from '../program/compile.ts'
import { flatId, membersOf } from '../program/expand.ts'
import type { FixedValues } from '../program/fixed-amounts.ts'
import type { Program } from '../program/program.ts'
import { compileLimits } from '../tolerance/compile-limits.ts'
import { checkAggregates, inputPlaces, withIntervalInputs } from './aggregates.ts'
import { checkContent } from './check-content.ts'
import { checkSteps } from './check-steps.ts'
import { creditingOf, creditingYears } from './crediting.ts'
import { checkFixed, fixedOf, hasVersions } from './fixed-values.ts'
import { gapRulesOf } from './gap-rules.ts'
import { headsOf, issuanceOf } from './heads.ts'
import { historiesOf } from './histories.ts'
import { meterRulesOf } from './meter-rules.ts'
import { lanesOf } from './lanes.ts'
import type { Compiled, PddVersion } from './pdd-version.ts'
import { variableSources } from './variables.ts'

/** What a version needs of its program before that is compiled. */
type Outline = Pick<Program, 'variables' | 'equations'>

/**
 * The version that a project document and its methodology make: program, lanes, limits, clock. Reads the zone database
 * of the runtime once. Not checked: evidence, calibration, and whether the plant exists.
 *
 * @throws {TcctvError} PDD_METHODOLOGY, PDD_METHODOLOGY_HASH, DOCUMENT_INVALID with all faults (with their lines only
 * if `locate` knows the text, see `checkPdd`), and the errors of `compileMethodology`
 * @example compilePdd(parsePdd(yaml), parseMethodology(methodologyYaml)).lanes.length // 1
 */
export function compilePdd(pdd: Pdd, methodology: Methodology, locate: Locate = atTheStart): PddVersion {
  checkMethodology(pdd, methodology)
  const sink = faultSink(locate)
  const years = creditingYears(pdd.crediting)
  checkFixed(pdd, methodology, years, sink)
  if (sink.faults.length > 0) partsOf(pdd, methodology, outlineOf(methodology), sink)
  refuseFaults('project document', sink.faults)
  const programs = hasVersions(pdd) ? programsByYear(pdd, methodology, years) : []
  const compiled = programs[0] ?? compiledOf(methodology, fixedOf(pdd, years[0] ?? 0))
  return { ...versionOf(pdd, methodology, compiled, locate), programs }
}

/** @throws {TcctvError} those of `compileStages`, E_UNSUPPORTED for `when` */
function compiledOf(methodology: Methodology, fixed: FixedValues): Compiled {
  refuseSwitches(methodology)
  const { period, interval } = compileStages(methodology, fixed)
  return { program: period.program, ...(interval === undefined ? {} : { interval: interval.program }) }
}

/** A program for each year; years with the same values have the same one. */
function programsByYear(pdd: Pdd, methodology: Methodology, years: readonly number[]): PddVersion['programs'] {
  const known = new Map<string, Compiled>()
  return years.map((year) => {
    const fixed = fixedOf(pdd, year)
    const key = JSON.stringify(fixed)
    const compiled = known.get(key) ?? compiledOf(methodology, fixed)
    known.set(key, compiled)
    return { year, ...compiled }
  })
}

/**
 * The version with programs that were compiled before. Does not check that they are those of the methodology.
 *
 * @throws {TcctvError} PDD_METHODOLOGY, PDD_METHODOLOGY_HASH, DOCUMENT_INVALID
 */
export function versionOf(
  pdd: Pdd,
  methodology: Methodology,
  { program, interval }: Compiled,
  locate: Locate = atTheStart,
): PddVersion {
  const methodologyHash = checkMethodology(pdd, methodology)
  const sink = faultSink(locate)
  const parts = partsOf(pdd, methodology, program, sink, interval)
  refuseFaults('project document', sink.faults)
  return { documentHash: hashDocument(pdd), methodologyHash, program, programs: [], ...parts }
}

type Parts = Omit<PddVersion, 'documentHash' | 'methodologyHash' | 'program' | 'programs'>

function partsOf(
  pdd: Pdd,
  methodology: Methodology,
  of: Outline | Program,
  sink: FaultSink,
  interval?: Program,
): Parts {
  const program = { ...of, variables: withIntervalInputs(of.variables, interval) }
  const { crediting, zone, offsets, firstDay, endDay } = creditingOf(pdd, methodology, sink)
  checkContent(pdd, methodology, sink)
  checkSteps(pdd, offsets, sink)
  const lanes = lanesOf(pdd, methodology, program, sink)
  const reduction = methodology.issuance?.from
  const variables = variableSources(pdd, methodology, { program, interval }, lanes, sink)
  const limits = compileLimits(pdd.tolerances, { pdd, lanes, program, firstDay, endDay, reduction }, sink)
  checkAggregates({ pdd, lanes, program, interval, variables, limits }, sink)
  return {
    purpose: pdd.purpose,
    visibility: pdd.visibility ?? 'parties',
    crediting,
    zone,
    offsets,
    lanes,
    gaps: gapRulesOf(pdd, methodology, lanes, sink),
    variables,
    // only a compiled program knows its lags
    histories: 'hash' in program ? historiesOf(pdd, methodology, program, creditingYears(pdd.crediting), sink) : [],
    meters: meterRulesOf(pdd, lanes, sink),
    limits,
    heads: headsOf(methodology, program, sink),
    issuance: issuanceOf(methodology, program, sink),
    ...(interval === undefined ? {} : { interval: { program: interval, inputs: inputPlaces(program, interval) } }),
  }
}

function checkMethodology(pdd: Pdd, methodology: Methodology): PddVersion['methodologyHash'] {
  const { id, version, hash } = pdd.methodology
  if (id !== methodology.id || version !== methodology.version)
    throw methodologyError('PDD_METHODOLOGY', {
      found: `${id}@${version}`,
      expected: `${methodology.id}@${methodology.version}`,
    })
  const expected = hashDocument(methodology)
  if (hash !== `keccak256:${expected}`)
    throw methodologyError('PDD_METHODOLOGY_HASH', { found: hash, expected: `keccak256:${expected}` })
  return expected
}

/** Variables and equations by the documents alone, so that all faults of a document are found at once. */
function outlineOf({ monitored, equations, sets = {} }: Methodology): Outline {
  const inputs = Object.entries(monitored).flatMap(([parameter, { unit, index }]) =>
    membersOf(sets, index).map((member) => ({ id: flatId(parameter, member), parameter, unit })),
  )
  const results = Object.entries(equations).flatMap(([name, { unit, expr, index }]) =>
    membersOf(sets, index).map((member) => ({ id: flatId(name, member), unit, expression: expr })),
  )
  return {
    variables: inputs.map((input) => ({ ...input, source: 'monitored', of: input.id })),
    equations: results.map((equation, register) => ({ ...equation, register })),
  }
}

function atTheStart(): ReturnType<Locate> {
  return { line: 1, column: 1 }
}
