import { parseMethodology, parsePdd, type Pdd } from '@tcctv/methodology'
import { TcctvError } from '@tcctv/units'

/** What the directory is told of a project; see its `PUT /watched/{slug}`. */
export type ProjectDescription = Readonly<Record<string, unknown>> & { readonly name: string }

const MAX_SERIAL = 200

/**
 * A project as its documents describe it, for the directory's check of double counting. Serials of meters go along: the
 * directory keeps their hashes. Documents that can not be read leave the title alone, and the risk then stays unknown.
 *
 * @example describeProject({ title: 'Example Solar', pdd, methodology }).countries // ['US']
 */
export function describeProject(project: {
  readonly title: string
  readonly pdd: string
  readonly methodology: string
}): ProjectDescription {
  const name = project.title.slice(0, 500)
  const pdd = readOrNull(() => parsePdd(project.pdd))
  if (pdd === null) return { name }
  const methodology = readOrNull(() => parseMethodology(project.methodology))
  const [latitude, longitude] = pdd.location?.point ?? []
  return {
    name,
    countries: pdd.location?.country === undefined ? [] : [pdd.location.country],
    developers: developersOf(pdd),
    methods: (methodology?.basis ?? []).map(({ ref }) => ref).filter((ref) => !/\bTOOL\s?\d/i.test(ref)),
    creditingFrom: pdd.crediting.start,
    creditingTo: dayBefore(pdd.crediting.end),
    assets: Object.values(pdd.meters).flatMap(({ serial }) =>
      serial.trim().length < 4 ? [] : [{ kind: 'meter', number: serial.trim().slice(0, MAX_SERIAL) }],
    ),
    ...(latitude === undefined || longitude === undefined
      ? {}
      : { point: { latitude: Number(latitude), longitude: Number(longitude) } }),
    ...(pdd.location?.place === undefined ? {} : { place: pdd.location.place.slice(0, 200) }),
    ...capacityOf(pdd),
  }
}

function readOrNull<Document>(read: () => Document): Document | null {
  try {
    return read()
  } catch (error) {
    if (error instanceof TcctvError) return null // what is wrong with a document is told at its set-up
    throw error
  }
}

function developersOf({ parties }: Pdd): string[] {
  const party = parties['proponent']
  const name = typeof party === 'string' ? party : party?.name
  return name === undefined ? [] : [name.slice(0, 300)]
}

/** The rated power of the plant when the document states one in watts; nothing for other units. */
function capacityOf({ activity }: Pdd): { capacityMw?: number } {
  const rated = activity?.rated
  if (rated === undefined || typeof rated['value'] !== 'string' || typeof rated['unit'] !== 'string') return {}
  const factor = { kW: 1e-3, MW: 1, W: 1e-6 }[rated['unit']]
  const capacityMw = Number(rated['value']) * (factor ?? 0)
  return capacityMw > 0 ? { capacityMw } : {}
}

/** A period of a project document ends before this day; the directory's periods hold their last day. */
function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}
