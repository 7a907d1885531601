import type { Entry } from './entry.ts'
import { levelled, type Feature } from './feature.ts'
import { WEIGHTS } from './weights.ts'

type Rung = Exclude<keyof typeof WEIGHTS.met, 'unknown'>
const RUNGS: readonly Rung[] = ['same version', 'same id', 'successor', 'family', 'different']

/** Methodologies declared as successors, or the small- and the large-scale form of one activity. */
const SUCCESSORS: readonly (readonly string[])[] = [
  ['ACM0002', 'AMS-I.D'],
  ['ACM0001', 'AMS-III.G'],
  ['ACM0014', 'AMS-III.H'],
  ['ACM0010', 'AMS-III.D'],
  ['ACM0022', 'AMS-III.F'],
  ['ACM0012', 'AMS-III.Q'],
  ['ACM0006', 'ACM0018'],
  ['AR-ACM0003', 'AR-AMS0007', 'VM0047'],
  ['VM0006', 'VM0007', 'VM0015', 'VM0048'],
  ['VM0017', 'VM0021', 'VM0042'],
]
/** A programme's own methodology that is built on another programme's. */
const FAMILIES: readonly (readonly string[])[] = [
  ['AMS-II.G', 'VMR0006', 'VM0050', 'GS-TPDDTEC'],
  ['ACM0001', 'CAR-LANDFILL'],
  ['AMS-III.D', 'CAR-LIVESTOCK'],
  ['ACM0008', 'VMR0001', 'VMR0002'],
]

/** Methodology ladder: the best rung any two methodologies of the sides reach. Equal ids alone are weak evidence. */
export const methodFeature: Feature = levelled(WEIGHTS.met, {
  title: 'Methodology',
  levelOf: bestRung,
  show: ({ project }) => project.methods.map(({ id, verbatim }) => id ?? verbatim).join(', ') || 'unknown',
})

function bestRung(a: Entry, b: Entry): keyof typeof WEIGHTS.met {
  let best = RUNGS.length
  for (const left of a.methods) for (const right of b.methods) best = Math.min(best, RUNGS.indexOf(rungOf(left, right)))
  return RUNGS[best] ?? 'unknown'
}

function rungOf(a: Entry['methods'][number], b: Entry['methods'][number]): Rung {
  if (a.id === b.id) return a.version !== null && a.version === b.version ? 'same version' : 'same id'
  if (SUCCESSORS.some((group) => group.includes(a.id) && group.includes(b.id))) return 'successor'
  return FAMILIES.some((group) => group.includes(a.id) && group.includes(b.id)) ? 'family' : 'different'
}
