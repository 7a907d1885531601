import { z } from 'zod'

const day = z.iso.date()
const text = z.string().min(1)
const precision = z.enum(['day', 'month', 'year'])
const tonnes = z.int().nonnegative()

export const PROJECT_STATUSES = [
  'pipeline',
  'registered',
  'issuing',
  'completed',
  'withdrawn',
  'rejected',
  'transferred',
  'unknown',
] as const

export const PROGRAM_KINDS = ['standalone', 'programme', 'component', 'bundle', 'jurisdiction', 'unknown'] as const

const partySchema = z.strictObject({
  name: text,
  nameNormalised: z.string(),
  role: z.enum(['developer', 'owner', 'participant']),
})

/** `id` is null for a spelling that no table or pattern knows; `verbatim` is the registry's own text. */
const methodSchema = z.strictObject({ id: text.nullable(), version: text.nullable(), verbatim: text })

/** Longitudes and latitudes in degrees WGS 84; `precisionM` null means the source does not say. */
const locationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('point'),
    longitude: z.number().min(-180).max(180),
    latitude: z.number().min(-90).max(90),
    precisionM: z.number().positive().nullable(),
    origin: z.enum(['registry', 'document', 'officer']),
  }),
  z.strictObject({
    kind: z.enum(['place', 'state']),
    label: text,
    origin: z.enum(['registry', 'document', 'officer']),
  }),
])

/** A period of days, both ends included, as registries print it. Null ends are unknown. */
const periodSchema = z.strictObject({ from: day.nullable(), to: day.nullable(), precision })

const issuanceSchema = z.strictObject({ from: day, to: day, precision, units: tonnes })

/** Serial range of credits held, retired or cancelled; both ends included. */
const serialBlockSchema = z.strictObject({
  programme: text,
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  state: z.enum(['held', 'retired', 'cancelled']),
})

/** The registry's own statement that credits moved to, or carry the label of, another entry. */
const transitionSchema = z.strictObject({
  kind: z.enum(['transition', 'conversion', 'label', 'declared-relation']),
  registry: text,
  registryProjectId: text,
  cancelledAtOrigin: z.boolean().nullable(),
})

const referenceSchema = z.strictObject({ registry: text, registryProjectId: text })

export const ASSET_KINDS = ['meter', 'equipment', 'grid-account', 'permit', 'certificate'] as const
/** What a thing is known by wherever it stands: a serial, an account, a permit. Only the hash is kept. */
const assetSchema = z.strictObject({ kind: z.enum(ASSET_KINDS), sha256: z.string().regex(/^[0-9a-f]{64}$/) })

export const CLAIM_KINDS = ['attribute-certificate', 'feed-in', 'ets', 'value-chain'] as const
/** Another scheme that counts the same reduction or its attribute; null days are unknown. */
const claimSchema = z.strictObject({
  kind: z.enum(CLAIM_KINDS),
  scheme: text,
  from: day.nullable(),
  to: day.nullable(),
})

/** Steps of Article 6, each with the day it was documented; null when it was not. To declare is not to apply. */
const articleSixSchema = z.strictObject({
  authorised: day.nullable(),
  firstTransferred: day.nullable(),
  adjustmentReported: day.nullable(),
  adjustmentVerified: day.nullable(),
})

const sourceRowSchema = z.strictObject({
  sourceId: text,
  kind: z.enum(['registry-export', 'interchange', 'fixture']),
  row: z.int().positive(),
  retrieved: day,
})

/**
 * One project entry of one registry in the shape of the directory. Null and empty lists mean unknown, never zero.
 * Quantities are whole tonnes of CO2 equivalent as the registry published them; they are information, not a ledger.
 */
export const registryProjectSchema = z.strictObject({
  registry: text,
  registryProjectId: text,
  name: z.string(),
  nameNormalised: z.string(),
  status: z.enum(PROJECT_STATUSES),
  statusRaw: z.string(),
  category: z.string().min(1).nullable(),
  programKind: z.enum(PROGRAM_KINDS),
  parent: referenceSchema.nullable(),
  countries: z.array(z.string().regex(/^[A-Z]{2}$/)),
  methods: z.array(methodSchema),
  parties: z.array(partySchema),
  locations: z.array(locationSchema),
  capacityMw: z.number().positive().nullable(),
  estimatedAnnualTonnes: z.int().positive().nullable(),
  creditingPeriod: periodSchema.nullable(),
  registrationDate: day.nullable(),
  /** Null: issuance is not known. Empty list: the registry says that nothing was issued. */
  issuances: z.array(issuanceSchema).nullable(),
  serialBlocks: z.array(serialBlockSchema).nullable(),
  transitions: z.array(transitionSchema),
  /** Authorised for use by another country or scheme (Article 6); null when unknown. */
  authorisation: z.enum(['none', 'authorised', 'authorised-adjusted']).nullable(),
  references: z.array(referenceSchema),
  assets: z.array(assetSchema).default([]),
  /** Null: nobody said. Empty list: declared that no other scheme counts the reduction. */
  otherClaims: z.array(claimSchema).nullable().default(null),
  articleSix: articleSixSchema.nullable().default(null),
  link: z.url().nullable(),
  description: z.string().nullable(),
  source: sourceRowSchema,
})

export type RegistryProject = Readonly<z.infer<typeof registryProjectSchema>>
export type ProjectClaim = z.infer<typeof claimSchema>
export type ProjectStatus = RegistryProject['status']
export type ProgramKind = RegistryProject['programKind']
export type ProjectLocation = RegistryProject['locations'][number]
export type ProjectMethod = RegistryProject['methods'][number]
export type ProjectParty = RegistryProject['parties'][number]
export type ProjectReference = RegistryProject['references'][number]
export type ProjectIssuance = NonNullable<RegistryProject['issuances']>[number]
export type ProjectPeriod = NonNullable<RegistryProject['creditingPeriod']>
export type DatePrecision = ProjectPeriod['precision']

/** Key of a project over all registries. @example projectKey({ registry: 'NORTH', registryProjectId: 'FIX-1' }) // 'NORTH/FIX-1' */
export function projectKey(project: ProjectReference): string {
  return `${project.registry}/${project.registryProjectId}`
}
