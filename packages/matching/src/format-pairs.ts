import { assessPair, type PairAssessment } from './assess-pair.ts'
import { compete } from './competition.ts'
import { makeMatchIndex, type MatchIndex, type ScoredPair } from './match-index.ts'
import { readRecords } from './match-records.ts'
import { isExplicitlySame } from './mitigations.ts'
import { readPartOf } from './part-of.ts'
import { probabilityOf } from './score-pair.ts'

const MIN_PROBABILITY = 0.001
const PLACES = 6

/**
 * The matching contract: records.csv in chunks of text → pairs.csv. One row per pair with a probability of at least
 * .001, sorted; the same bytes for any order of the rows. Needs no store and no earlier run.
 *
 * @throws {TcctvError} IMPORT_COLUMNS_MISSING, IMPORT_FILE_UNREADABLE
 */
export async function matchRecords(chunks: AsyncIterable<string>): Promise<string> {
  const index = makeMatchIndex(await readRecords(chunks))
  const lines = index.pairs
    .filter((pair) => isNoticeable(pair, index))
    .map(({ left, right }) => assessPair(left, right, index))
    .filter(({ pSame, pPartOf }) => Math.max(pSame, pPartOf) >= MIN_PROBABILITY)
    .map((assessment) => ({ ids: idsOf(assessment), assessment }))
    .toSorted(byIds)
    .map(({ ids, assessment }) => pairLine(ids, assessment))
  return ['left_id,right_id,p_same,p_part_of,reasons', ...lines, ''].join('\n')
}

/** Whether an assessment can reach the limit: the same figures without their evidence. */
function isNoticeable({ left, right, bits }: ScoredPair, index: MatchIndex): boolean {
  if (isExplicitlySame(left.project, right.project)) return true
  if (probabilityOf(bits + compete(left, right, bits, index).bits) >= MIN_PROBABILITY) return true
  return readPartOf(left, right, index.corpus).probability >= MIN_PROBABILITY
}

type Ids = readonly [string, string]

function idsOf({ left, right }: PairAssessment): Ids {
  const [a, b] = [idOf(left), idOf(right)]
  return a < b ? [a, b] : [b, a]
}

function byIds({ ids: a }: { readonly ids: Ids }, { ids: b }: { readonly ids: Ids }): number {
  return compareCodeUnits(a[0], b[0]) || compareCodeUnits(a[1], b[1])
}

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function pairLine(ids: Ids, assessment: PairAssessment): string {
  const isInOrder = idOf(assessment.left) === ids[0]
  const part = assessment.part === null || isInOrder ? assessment.part : assessment.part === 'left' ? 'right' : 'left'
  const pSame = floorTo(assessment.pSame)
  const reasons = {
    bits: Object.fromEntries(
      Object.entries(assessment.bits).map(([feature, bits]) => [feature, Math.round(bits * 100) / 100]),
    ),
    rival: assessment.rival === null ? null : idOf(assessment.rival),
    part,
    unknown: assessment.unknown,
  }
  return [
    ...ids.map(quote),
    pSame.toFixed(PLACES),
    floorTo(assessment.pPartOf).toFixed(PLACES),
    quote(JSON.stringify(reasons)),
  ].join(',')
}

/** Rounded down, so that the two probabilities of a row never sum to more than 1. */
function floorTo(probability: number): number {
  return Math.floor(probability * 10 ** PLACES) / 10 ** PLACES
}

/** The id of a key `registry/id`; ids may hold slashes, registries of the contract do not. */
function idOf(key: string): string {
  return key.slice(key.indexOf('/') + 1)
}

function quote(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
