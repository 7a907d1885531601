import {
  ASSET_KINDS,
  assetOf,
  categorise,
  CATEGORIES,
  CLAIM_KINDS,
  normaliseMethods,
  normaliseName,
  normaliseParties,
  parseCapacity,
  PROGRAM_KINDS,
  type RegistryProject,
} from '@tcctv/registries'
import { z } from 'zod'

/** A project as its design document describes it, for a check before it is registered anywhere. */
export const descriptionSchema = z.strictObject({
  name: z.string().min(1).max(500),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code'))
    .max(50)
    .default([]),
  developers: z.array(z.string().max(300)).max(20).default([]),
  /** One text per methodology, for example `ACM0002 v20.0`. */
  methods: z.array(z.string().max(300)).max(20).default([]),
  category: z.enum(CATEGORIES).optional(),
  programKind: z.enum(PROGRAM_KINDS).default('unknown'),
  point: z
    .strictObject({
      longitude: z.number().min(-180).max(180),
      latitude: z.number().min(-90).max(90),
      precisionM: z.number().positive().nullable().default(null),
    })
    .optional(),
  place: z.string().min(1).max(200).optional(),
  state: z.string().min(1).max(200).optional(),
  capacityMw: z.number().positive().optional(),
  estimatedAnnualTonnes: z.int().positive().optional(),
  creditingFrom: z.iso.date().optional(),
  creditingTo: z.iso.date().optional(),
  /** Serials, accounts and permits of what the project runs; only their hashes are kept. */
  assets: z
    .array(z.strictObject({ kind: z.enum(ASSET_KINDS), number: z.string().trim().min(4).max(200) }))
    .max(1000)
    .default([]),
  /** Other schemes that count the reduction or its attribute; an empty list declares that there is none. */
  otherClaims: z
    .array(
      z.strictObject({
        kind: z.enum(CLAIM_KINDS),
        scheme: z.string().trim().min(1).max(200),
        from: z.iso.date().nullable().default(null),
        to: z.iso.date().nullable().default(null),
      }),
    )
    .max(100)
    .optional(),
  articleSix: z
    .strictObject({
      authorised: z.iso.date().nullable().default(null),
      firstTransferred: z.iso.date().nullable().default(null),
      adjustmentReported: z.iso.date().nullable().default(null),
      adjustmentVerified: z.iso.date().nullable().default(null),
    })
    .optional(),
})

export type Description = z.infer<typeof descriptionSchema>

/** The description as a record of no registry, in the pipeline, with nothing issued. */
export function projectOfDescription(description: Description, today: string): RegistryProject {
  const { name, countries, developers, capacityMw, creditingFrom, creditingTo } = description
  const normalised = normaliseName(name, countries)
  const methods = description.methods.flatMap(normaliseMethods)
  const period = { from: creditingFrom ?? null, to: creditingTo ?? null, precision: 'day' } as const
  return {
    registry: 'none',
    registryProjectId: 'described',
    name,
    nameNormalised: normalised.text,
    status: 'pipeline',
    statusRaw: 'described',
    category: description.category ?? categorise({ name, methods: description.methods.join(' '), type: '' }),
    programKind: description.programKind,
    parent: null,
    countries,
    methods,
    parties: developers.flatMap((developer) => normaliseParties(developer, 'developer')),
    locations: locationsOf(description),
    capacityMw: capacityMw ?? parseCapacity(name),
    estimatedAnnualTonnes: description.estimatedAnnualTonnes ?? null,
    creditingPeriod: period.from === null && period.to === null ? null : period,
    registrationDate: null,
    issuances: [],
    serialBlocks: [],
    transitions: [],
    authorisation: null,
    assets: description.assets.map(({ kind, number }) => assetOf(kind, number)),
    otherClaims: description.otherClaims ?? null,
    articleSix: description.articleSix ?? null,
    references: [...normalised.references],
    link: null,
    description: null,
    source: { sourceId: 'description', kind: 'interchange', row: 1, retrieved: today },
  }
}

function locationsOf({ point, place, state }: Description): RegistryProject['locations'] {
  const origin = 'document' as const
  return [
    ...(point === undefined ? [] : [{ kind: 'point' as const, ...point, origin }]),
    ...(place === undefined ? [] : [{ kind: 'place' as const, label: place, origin }]),
    ...(state === undefined ? [] : [{ kind: 'state' as const, label: state, origin }]),
  ]
}
