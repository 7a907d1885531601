// Made-up entries of a directory.

const levels = ['likely', 'unknown', 'possible', 'none', 'confirmed'] as const
const entries = Array.from({ length: 37 }, (_, i) => ({
  registry: i % 2 === 0 ? 'NORTH' : 'SOUTH',
  registryProjectId: `FIX-${i}`,
  name: `Invented hydro scheme ${i} on a made-up river`,
  status: 'registered',
  category: i % 7 === 0 ? null : 'hydro',
  countries: [i % 3 === 0 ? 'CL' : 'IN'],
  methods: ['acm0002'],
  developers: i % 5 === 0 ? [] : ['Fixture Power'],
  estimatedAnnualTonnes: i % 4 === 0 ? null : 12_345 * (i + 1),
  creditingFrom: '2010-01-01',
  creditingTo: '2019-12-31',
  point: i % 3 === 0 ? null : { longitude: -70 + i * 4, latitude: -30 + i * 1.5 },
  risk: { level: levels[i % 5], risk: i % 5 === 1 ? 'unknown' : 0.4, counterparts: 1 },
  source: { id: 'fixture', retrieved: '2026-01-01' },
  notice: 'made-up fixture',
}))

const risk = {
  project: 'NORTH/FIX-0',
  level: 'unknown',
  risk: 'unknown',
  summary: 'One counterpart; probability .34, severity unknown because issuances are not known.',
  counterparts: [
    {
      left: 'NORTH/FIX-0',
      right: 'SOUTH/FIX-1',
      pSame: 0.34,
      pPartOf: 0.02,
      isExplicit: false,
      decision: null,
      scoreBits: -0.95,
      rival: 'SOUTH/FIX-3',
      bits: {
        prior: -5.54,
        name: 5.1,
        loc: 0,
        mw: 3.1,
        dev: -1.2,
        rival: -2.41,
      },
      evidence: [
        {
          feature: 'name',
          title: 'Name',
          bits: 5.1,
          level: '>.85',
          isKnown: true,
          left: 'Invented hydro scheme 0',
          right: 'Invented hydro scheme one',
        },
        {
          feature: 'mw',
          title: 'Capacity',
          bits: 3.1,
          level: 'within 3 %',
          isKnown: true,
          left: '12 MW',
          right: '12 MW',
        },
        {
          feature: 'loc',
          title: 'Location',
          bits: 0,
          level: 'unknown',
          isKnown: false,
          left: '',
          right: '-29.1, -66.0',
        },
        {
          feature: 'dev',
          title: 'Developer',
          bits: -1.2,
          level: '<.3',
          isKnown: true,
          left: 'Fixture Power',
          right: 'Other Fixture',
        },
      ],
      severities: {
        issuance: {
          status: 'unknown',
          missing: ['issuances of SOUTH/FIX-1'],
        },
        'crediting overlap': {
          status: 'known',
          severity: 0.6,
          reason: '6 of 10 years overlap',
          tonnes: {
            low: 1e3,
            high: 74e3,
          },
        },
      },
      mitigations: [],
      severity: 'unknown',
      risk: 'unknown',
      level: 'unknown',
      coverage: 0.58,
      unknown: ['issuance', 'location'],
      whatWouldSettle: ['monitoring dates of SOUTH/FIX-1', 'a polygon'],
    },
  ],
  comparedWith: 36,
  sources: [
    {
      id: 'fixture',
      retrieved: '2026-01-01',
    },
  ],
  tonnesAtStake: {
    low: 1e3,
    high: 74e3,
  },
  otherClaims: [
    {
      kind: 'feed-in',
      scheme: 'made-up tariff',
      overlap: 'unknown',
      question: 'Which months does the tariff pay for?',
    },
  ],
  whatWouldSettle: ['a polygon'],
  notice: 'made-up fixture',
}

/** Replies of the directory. */
export function directory(rest: readonly string[], query: URLSearchParams): unknown {
  const notice = 'made-up fixture rows, no real projects'
  const found = entries.filter(({ name }) => name.includes(query.get('q') ?? ''))
  if (rest[0] === 'facets') {
    const choices = [
      { choice: 'NORTH', count: 19 },
      { choice: 'SOUTH', count: 18 },
    ]
    return {
      total: 37,
      facets: {
        registry: choices,
        country: [
          { choice: 'CL', count: 13 },
          { choice: 'IN', count: 24 },
        ],
        risk: levels.map((choice) => ({ choice, count: 7 })),
      },
    }
  }
  if (rest[0] === 'map') {
    const points = found.flatMap(({ point, registry, registryProjectId, name, risk: { level } }) =>
      point === null ? [] : [{ ...point, registry, registryProjectId, name, level, category: null }],
    )
    const box = { west: -72, south: -33, east: -60, north: -20 }
    return {
      total: points.length,
      points,
      clusters: [{ longitude: 80, latitude: 22, count: 1234, worstLevel: 'likely', box }],
      withoutPoint: { total: 13, countries: [{ country: 'CL', count: 13 }] },
      notice,
    }
  }
  if (rest.length === 1) return { items: found, total: found.length, nextCursor: null, notice }
  if (rest[3] === 'risk') return risk
  if (rest[3] === 'history') {
    const levels = [{ from: 'none', to: 'unknown', cause: 'import of fixture', at: '2026-01-02T03:04:05Z' }]
    return { sources: [], changes: [], levels }
  }
  const entry = entries.find(({ registryProjectId }) => registryProjectId === rest[2]) ?? entries[0]
  return {
    project: {
      ...entry,
      methods: [{ id: null, version: null, verbatim: 'AMS-I.D. ver. 17' }],
      parties: [{ name: 'Fixture Power', role: 'developer' }],
      locations:
        entry?.point === null ? [] : [{ kind: 'point', ...entry?.point, precisionM: null, origin: 'registry' }],
      capacityMw: 12,
      creditingPeriod: { from: '2010-01-01', to: null },
      issuances: null,
      description: 'A made-up scheme.',
      link: null,
      source: { sourceId: 'fixture', row: 3, retrieved: '2026-01-01', kind: 'fixture' },
    },
    risk: { level: 'unknown', risk: 'unknown', summary: 'x' },
    notice,
  }
}
