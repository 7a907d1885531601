import type { SeededRandom } from './seeded-random.ts'

/** A made-up activity class: what titles say, its usual methodologies, capacity range in MW when it has one. */
export type FixtureActivity = {
  readonly category: string
  readonly title: string
  readonly reworded: string
  readonly trade: string
  readonly methods: readonly [string, ...string[]]
  readonly capacityMw: readonly [number, number] | null
}

export const ACTIVITIES: readonly [FixtureActivity, ...FixtureActivity[]] = [
  {
    category: 'wind',
    title: 'Wind Farm',
    reworded: 'Wind Power Project',
    trade: 'Wind',
    methods: ['ACM0002', 'AMS-I.D'],
    capacityMw: [10, 200],
  },
  {
    category: 'solar',
    title: 'Solar Park',
    reworded: 'Solar Power Project',
    trade: 'Solar',
    methods: ['ACM0002', 'AMS-I.D'],
    capacityMw: [5, 150],
  },
  {
    category: 'hydro',
    title: 'Hydropower Plant',
    reworded: 'Run-of-River Hydropower Project',
    trade: 'Hydro',
    methods: ['AMS-I.D', 'ACM0002'],
    capacityMw: [2, 80],
  },
  {
    category: 'landfill',
    title: 'Landfill Gas Capture',
    reworded: 'Landfill Gas to Energy Project',
    trade: 'Waste',
    methods: ['ACM0001', 'AMS-III.G'],
    capacityMw: [1, 9],
  },
  {
    category: 'biogas',
    title: 'Wastewater Biogas Plant',
    reworded: 'Biogas Recovery from Wastewater',
    trade: 'Biogas',
    methods: ['AMS-III.H'],
    capacityMw: null,
  },
  {
    category: 'cookstove',
    title: 'Improved Cookstoves',
    reworded: 'Efficient Cookstove Project',
    trade: 'Stoves',
    methods: ['AMS-II.G', 'VMR0006'],
    capacityMw: null,
  },
  {
    category: 'forest',
    title: 'Reforestation',
    reworded: 'Forest Restoration Project',
    trade: 'Forests',
    methods: ['VM0047', 'AR-ACM0003'],
    capacityMw: null,
  },
]

/** A rectangle well inside a real country; the sites drawn in it are made up. Degrees WGS 84. */
export type FixtureCountry = {
  readonly code: string
  readonly west: number
  readonly east: number
  readonly south: number
  readonly north: number
}

export const COUNTRIES: readonly [FixtureCountry, ...FixtureCountry[]] = [
  { code: 'IN', west: 75, east: 80, south: 15, north: 25 },
  { code: 'CN', west: 103, east: 115, south: 26, north: 37 },
  { code: 'BR', west: -52, east: -44, south: -20, north: -10 },
  { code: 'KE', west: 35.5, east: 38.5, south: -1.5, north: 2.5 },
  { code: 'TR', west: 30, east: 38, south: 37.5, north: 40 },
  { code: 'MX', west: -103, east: -98.5, south: 18.5, north: 24 },
  { code: 'ZA', west: 22, east: 28, south: -31, north: -26 },
  { code: 'DE', west: 8.5, east: 12.5, south: 48.5, north: 53 },
]

const SYLLABLES: readonly [string, ...string[]] = [
  'vel',
  'mor',
  'tar',
  'kesh',
  'lun',
  'dri',
  'sol',
  'bex',
  'qua',
  'nor',
  'fi',
  'zan',
  'pel',
  'osk',
  'rim',
  'tu',
  'gal',
  'hev',
  'ix',
  'jor',
]

/** An invented place name of three or four syllables. @example inventPlace(seededRandom(1)) // for example 'Tarluvelosk' */
export function inventPlace(random: SeededRandom): string {
  const syllables = Array.from({ length: random.between(3, 4) }, () => random.pick(SYLLABLES)).join('')
  return `${syllables.slice(0, 1).toUpperCase()}${syllables.slice(1)}`
}
