import { availability, completeness, expectedReadings } from '@tcctv/methodology'
import { formatDecimal, formatFixed, type Fixed } from '@tcctv/units'
import type { Heads, PddVersion } from '../model/state.ts'
import { EVIDENCE, wordOf } from '../vocabulary.ts'
import type { DeclaredGap } from '../verify/gap-values.ts'
import { SUBSTITUTED, type LaneDay } from './streams.ts'

/** Readings of one evidence class. */
export type EvidenceCount = { readonly class: string; readonly readings: number }
/**
 * One parameter by one meter. `present` are measured readings, `substituted` came from a declared rule and are not
 * present; `dataAvailability` is the share of expected readings present, rounded down to 4 places, null if none is expected.
 */
export type ReportStream = {
  readonly parameter: string
  readonly meter: string
  readonly expected: number
  readonly present: number
  readonly substituted: number
  readonly dataAvailability: string | null
  readonly evidence: readonly EvidenceCount[]
}
/** Sources with any measured reading of all declared ones; those that stand by a constant are named apart. */
export type ReportSources = {
  readonly included: number
  readonly sources: number
  readonly share: string | null
  readonly missing: readonly string[]
  readonly byConstant: readonly string[]
}
/** Substituted readings and the tonnes that they carry, in tCO2e. */
export type ReportSubstituted = {
  readonly readings: number
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
}
/** How good the data of some days are. */
export type DataAccount = {
  readonly expected: number
  readonly present: number
  readonly dataAvailability: string | null
  readonly completeness: ReportSources
  readonly streams: readonly ReportStream[]
  readonly evidence: readonly EvidenceCount[]
  readonly substituted: ReportSubstituted
}
/** What an account needs of the version in force on a day. */
type AccountVersion = {
  readonly offsets: PddVersion['offsets']
  readonly lanes: readonly Pick<PddVersion['lanes'][number], 'stepS'>[]
  readonly names: readonly Pick<DeclaredGap, 'parameter' | 'meter'>[]
  readonly constants: readonly string[]
}
type AccountDay = { readonly day: number; readonly version: AccountVersion; readonly carried: Heads }
type Tally = {
  readonly parameter: string
  readonly meter: string
  expected: number
  readonly counts: Map<number, number>
}

/**
 * Data availability, completeness, evidence classes and substituted readings of the days given, as R22 and R23 of
 * methodology.md name them. Expected are the intervals of every lane on those days, by the version in force.
 */
export function dataAccount(days: readonly AccountDay[], laneDays: readonly LaneDay[]): DataAccount {
  const streams = new Map<string, Tally>()
  const versions = new Map(days.map(({ day, version }) => [day, version]))
  for (const { day, version } of days)
    for (const [lane, { stepS }] of version.lanes.entries())
      tallyOf(streams, version, lane).expected += expectedReadings(version.offsets, day, day + 1, stepS)
  for (const { day, lane, evidence, readings } of laneDays) {
    const version = versions.get(day)
    if (version === undefined) continue
    const { counts } = tallyOf(streams, version, lane)
    counts.set(evidence, (counts.get(evidence) ?? 0) + readings)
  }
  const tallies = [...streams.values()]
  const [expected, present] = [sumOf(tallies, ({ expected: of }) => of), sumOf(tallies, presentOf)]
  return {
    expected,
    present,
    dataAvailability: shareText(present, expected),
    completeness: sourcesOf(tallies, [...new Set(days.flatMap(({ version }) => version.constants))]),
    streams: tallies.map(streamOf),
    evidence: classesOf(tallies.map(({ counts }) => counts)),
    substituted: { readings: sumOf(tallies, substitutedOf), ...headsText(days.map(({ carried }) => carried)) },
  }
}

function tallyOf(streams: Map<string, Tally>, { names }: AccountVersion, lane: number): Tally {
  const { parameter, meter } = names[lane] ?? { parameter: `lane ${lane}`, meter: 'unknown' }
  const key = `${parameter} (${meter})`
  const known = streams.get(key) ?? { parameter, meter, expected: 0, counts: new Map<number, number>() }
  streams.set(key, known)
  return known
}

function streamOf(tally: Tally): ReportStream {
  const { parameter, meter, expected, counts } = tally
  const present = presentOf(tally)
  return {
    parameter,
    meter,
    expected,
    present,
    substituted: substitutedOf(tally),
    dataAvailability: shareText(present, expected),
    evidence: classesOf([counts]),
  }
}

function sourcesOf(tallies: readonly Tally[], byConstant: readonly string[]): ReportSources {
  const { present, expected, missing } = completeness(
    Object.fromEntries(tallies.map((tally) => [`${tally.parameter} (${tally.meter})`, presentOf(tally)])),
  )
  return { included: present, sources: expected, share: shareText(present, expected), missing, byConstant }
}

function presentOf({ counts }: Tally): number {
  return [...counts].reduce((sum, [evidence, readings]) => sum + (evidence === SUBSTITUTED ? 0 : readings), 0)
}

function substitutedOf({ counts }: Tally): number {
  return counts.get(SUBSTITUTED) ?? 0
}

function classesOf(counts: readonly ReadonlyMap<number, number>[]): EvidenceCount[] {
  const sums = new Map<number, number>()
  for (const of of counts)
    for (const [evidence, readings] of of) sums.set(evidence, (sums.get(evidence) ?? 0) + readings)
  return [...sums]
    .toSorted(([left], [right]) => left - right)
    .map(([evidence, readings]) => ({ class: wordOf(EVIDENCE, evidence), readings }))
}

function sumOf<T>(list: readonly T[], of: (one: T) => number): number {
  return list.reduce((sum, one) => sum + of(one), 0)
}

function shareText(present: number, expected: number): string | null {
  return expected === 0 ? null : formatDecimal(BigInt(availability(present, expected).basisPoints), 4)
}

function headsText(carried: readonly Heads[]): Omit<ReportSubstituted, 'readings'> {
  const total = (head: 0 | 1 | 2 | 3): string =>
    formatFixed(carried.reduce((sum, heads) => sum + heads[head], 0n) as Fixed) // the chain's 1e-18
  return { baseline: total(0), project: total(1), leakage: total(2), reduction: total(3) }
}
