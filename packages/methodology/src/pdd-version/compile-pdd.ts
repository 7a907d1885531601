import { faultSink, refuseFaults, type FaultSink, type Locate } from '../documents/faults.ts'
import { hashDocument } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import { methodologyError } from '../errors.ts'
import { compileMethodology } from '../program/compile.ts'
import type { Program } from '../program/program.ts'
import { compileLimits } from '../tolerance/compile-limits.ts'
import { checkContent } from './check-content.ts'
import { creditingOf } from './crediting.ts'
import { fixedValues } from './fixed-values.ts'
import { headsOf, issuanceOf } from './heads.ts'
import { lanesOf } from './lanes.ts'
import type { PddVersion } from './pdd-version.ts'
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
  const fixed = fixedValues(pdd, methodology, sink)
  if (sink.faults.length > 0) partsOf(pdd, methodology, outlineOf(methodology), sink)
  refuseFaults('project document', sink.faults)
  return versionOf(pdd, methodology, compileMethodology(methodology, fixed), locate)
}

/**
 * The version with a program that was compiled before. Does not check that the program is that of the methodology.
 *
 * @throws {TcctvError} PDD_METHODOLOGY, PDD_METHODOLOGY_HASH, DOCUMENT_INVALID
 */
export function versionOf(
  pdd: Pdd,
  methodology: Methodology,
  program: Program,
  locate: Locate = atTheStart,
): PddVersion {
  const methodologyHash = checkMethodology(pdd, methodology)
  const sink = faultSink(locate)
  const parts = partsOf(pdd, methodology, program, sink)
  refuseFaults('project document', sink.faults)
  return { documentHash: hashDocument(pdd), methodologyHash, program, ...parts }
}

type Parts = Omit<PddVersion, 'documentHash' | 'methodologyHash' | 'program'>

function partsOf(pdd: Pdd, methodology: Methodology, program: Outline, sink: FaultSink): Parts {
  const { crediting, zone, offsets, firstDay } = creditingOf(pdd, methodology, sink)
  checkContent(pdd, methodology, sink)
  const lanes = lanesOf(pdd, methodology, program, sink)
  return {
    purpose: pdd.purpose,
    visibility: pdd.visibility ?? 'parties',
    crediting,
    zone,
    offsets,
    lanes,
    variables: variableSources(pdd, methodology, program, lanes, sink),
    limits: compileLimits(pdd.tolerances, { lanes, program, firstDay }, sink),
    heads: headsOf(methodology, program, sink),
    issuance: issuanceOf(methodology, program, sink),
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
function outlineOf({ monitored, equations }: Methodology): Outline {
  return {
    variables: Object.entries(monitored).map(([id, { unit }]) => ({
      id,
      unit,
      source: 'monitored',
      of: id,
      parameter: id,
    })),
    equations: Object.entries(equations).map(([id, { unit, expr }], register) => ({
      id,
      unit,
      expression: expr,
      register,
    })),
  }
}

function atTheStart(): ReturnType<Locate> {
  return { line: 1, column: 1 }
}
