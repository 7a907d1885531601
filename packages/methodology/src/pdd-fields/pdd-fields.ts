/**
 * What a field of a project document does: it enters an equation, a tolerance or the mapping of readings; it is a
 * commitment that was validated; or it is words, which a proponent may change without the registry.
 */
export type Enters = 'equation' | 'tolerance' | 'mapping' | 'commitment' | 'words'

/** What becomes of a field in a template: the text `FILL IN` stands for a blank. */
type InTemplate = 'copied' | 'blank' | 'left out' | '1.0.0'

/** One row: `*` stands for any name or place in a list; a row holds for everything below it that has no row of its own. */
export type PddField = {
  readonly path: string
  readonly enters: Enters
  readonly template: InTemplate
  /** What is asked for where it is blank. */
  readonly what: string
}

const row = (path: string, enters: Enters, template: InTemplate, what = ''): PddField => ({
  path,
  enters,
  template,
  what,
})

/** Every field of a project document. Estimates may be what a tolerance expects, and that is what they are taken for. Docs, comparison and templates follow from this table. */
export const PDD_FIELDS: readonly PddField[] = [
  row('schema', 'equation', 'copied'),
  row('id', 'commitment', 'blank', 'an identifier of the project'),
  row('version', 'words', '1.0.0'),
  row('purpose', 'commitment', 'blank', 'project, or demonstration, which can never go live'),
  row('visibility', 'commitment', 'copied'),
  row('title', 'words', 'blank', 'a title'),
  row('methodology', 'equation', 'copied'),
  row('parties', 'words', 'blank', 'who has this role'),
  row('location', 'words', 'blank', 'where the project is'),
  row('location.precision', 'words', 'copied'),
  row('location.note', 'words', 'left out'),
  row('activity', 'words', 'blank', 'what the plant is'),
  row('activity.technology', 'words', 'copied'),
  row('activity.rated', 'tolerance', 'blank', 'a nameplate value'),
  row('activity.rated.unit', 'tolerance', 'copied'),
  row('activity.rated.note', 'words', 'left out'),
  row('activity.rated.*.unit', 'tolerance', 'copied'),
  row('activity.rated.*.note', 'words', 'left out'),
  row('crediting', 'equation', 'blank', 'a day like "2026-01-01"'),
  row('crediting.zone', 'equation', 'blank', 'a name of the IANA time zone database'),
  row('crediting.renewals', 'equation', 'left out'),
  row('gwp', 'equation', 'copied'),
  row('fixed.*.value', 'equation', 'blank', 'a decimal in quotes'),
  row('fixed.*.versions', 'equation', 'blank', 'a decimal in quotes'),
  row('fixed.*.evidence', 'commitment', 'blank', 'where the value comes from'),
  row('fixed.*.evidence.note', 'words', 'left out'),
  row('fixed.*.evidence.file', 'commitment', 'left out'),
  row('fixed.*.evidence.hash', 'commitment', 'left out'),
  row('fixed.*.evidence.page', 'commitment', 'left out'),
  row('history.*.unit', 'equation', 'copied'),
  row('history.*.years', 'equation', 'left out'),
  row('history.*.zero_before', 'equation', 'left out'),
  row('history.*.zero_before.reason', 'words', 'left out'),
  row('history.*.evidence', 'commitment', 'blank', 'where the amounts come from'),
  row('history.*.evidence.note', 'words', 'left out'),
  row('history.*.evidence.file', 'commitment', 'left out'),
  row('history.*.evidence.hash', 'commitment', 'left out'),
  row('history.*.evidence.page', 'commitment', 'left out'),
  row('meters.*.measures', 'mapping', 'copied'),
  row('meters.*.model', 'words', 'blank', 'maker and model of the meter'),
  row('meters.*.serial', 'mapping', 'blank', 'the serial number of the meter'),
  row('meters.*.class', 'mapping', 'copied'),
  row('meters.*.mpe', 'mapping', 'copied'),
  row('meters.*.calibration.interval', 'mapping', 'copied'),
  row('meters.*.calibration.last', 'mapping', 'blank', 'the day of the last calibration'),
  row('meters.*.calibration.certificate', 'mapping', 'left out'),
  row('meters.*.register', 'mapping', 'copied'),
  row('meters.*.register.resets', 'mapping', 'left out'),
  row('meters.*.handover', 'mapping', 'left out'),
  row('constants.*.value', 'equation', 'blank', 'a decimal in quotes'),
  row('constants.*.unit', 'equation', 'copied'),
  row('constants.*.reason', 'commitment', 'blank', 'why it is not metered'),
  row('constants.*.flag', 'commitment', 'copied'),
  row('constants.*.approved_deviation', 'commitment', 'left out'),
  row('sources.*.file', 'words', 'left out'),
  row('sources.*.sha256', 'words', 'left out'),
  row('sources.*.format', 'mapping', 'copied'),
  row('sources.*.time', 'mapping', 'copied'),
  row('sources.*.columns', 'mapping', 'copied'),
  row('tolerances', 'tolerance', 'copied'),
  row('tolerances.*.effective', 'tolerance', 'left out'),
  row('tolerances.*.basis.window', 'tolerance', 'left out'),
  row('tolerances.*.basis.expected', 'tolerance', 'blank', 'what is expected, a decimal in quotes'),
  row('tolerances.*.basis.source', 'tolerance', 'blank', 'where the figures come from'),
  row('estimates', 'tolerance', 'left out'),
  row('significant_increase', 'commitment', 'left out'),
  row('monitoring_plan', 'commitment', 'copied'),
  row('applicability.*.clause', 'commitment', 'copied'),
  row('applicability.*.text', 'commitment', 'copied'),
  row('applicability.*.met', 'commitment', 'blank', 'met, not-met or not-applicable'),
  row('applicability.*.evidence', 'commitment', 'blank', 'what shows it'),
  row('documents', 'commitment', 'left out'),
  row('materiality', 'commitment', 'copied'),
  row('materiality.sampling.seed', 'commitment', 'left out'),
  row('samples.*.unit', 'commitment', 'copied'),
  row('samples.*.mean', 'commitment', 'blank', 'a decimal in quotes'),
  row('samples.*.standard_deviation', 'commitment', 'blank', 'a decimal in quotes'),
  row('samples.*.size', 'commitment', 'blank', 'a whole number in quotes'),
  row('samples.*.population', 'commitment', 'left out'),
  row('samples.*.precision', 'commitment', 'copied'),
  row('samples.*.confidence', 'commitment', 'copied'),
  row('samples.*.drawn', 'commitment', 'blank', 'the day of the drawing'),
  row('samples.*.method', 'commitment', 'copied'),
  row('samples.*.seed', 'commitment', 'blank', 'the seed of the drawing'),
  row('samples.*.record', 'commitment', 'blank', 'the hash of the record'),
  row('anomaly', 'tolerance', 'copied'),
  row('notifications', 'words', 'copied'),
]

/** A field that no row names is taken for the weightiest kind. */
const UNKNOWN: PddField = row('', 'equation', 'blank', 'what this project has')

const PATTERNS = PDD_FIELDS.map((field) => ({ field, parts: field.path.split('.') }))

/**
 * The row of a part of a document: the one with the most names in common, of several the one with fewer stars.
 *
 * @example fieldOf(['meters', 'M1', 'serial']).template // 'blank'
 */
export function fieldOf(path: readonly string[]): PddField {
  const fitting = PATTERNS.filter(
    ({ parts }) => parts.length <= path.length && parts.every((part, at) => part === '*' || part === path[at]),
  )
  const stars = (parts: readonly string[]): number => parts.filter((part) => part === '*').length
  const [best] = fitting.toSorted(
    (left, right) => right.parts.length - left.parts.length || stars(left.parts) - stars(right.parts),
  )
  return best?.field ?? UNKNOWN
}

/** Whether a change of such a field needs the registry's judgement. */
export function needsRegistry(enters: Enters): boolean {
  return enters !== 'words'
}
