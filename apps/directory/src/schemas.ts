import { RISK_LEVELS, SEVERITY_KINDS, VERDICTS } from '@tcctv/matching'
import { CLAIM_KINDS, PROJECT_STATUSES, registryProjectSchema } from '@tcctv/registries'
import { z } from 'zod'

const level = z.enum(RISK_LEVELS)
const numberOrUnknown = z.union([z.number(), z.literal('unknown')])
const texts = z.array(z.string()).readonly()
const bounds = z.object({ low: z.number(), high: z.number() })
const notice = z.string().nullable()

const sourceDatesSchema = z.array(z.object({ id: z.string(), retrieved: z.string() })).readonly()

export const summarySchema = z.object({
  registry: z.string(),
  registryProjectId: z.string(),
  name: z.string(),
  status: z.enum(PROJECT_STATUSES),
  category: z.string().nullable(),
  countries: texts,
  methods: texts,
  developers: texts,
  estimatedAnnualTonnes: z.number().nullable(),
  creditingFrom: z.string().nullable(),
  creditingTo: z.string().nullable(),
  point: z.object({ longitude: z.number(), latitude: z.number() }).nullable(),
  risk: z.object({ level, risk: numberOrUnknown, counterparts: z.number().int() }),
  source: z.object({ id: z.string(), retrieved: z.string() }),
  /** What a reader must know about this row, for example that it is made up. */
  notice,
})

export const pageSchema = z.object({
  items: z.array(summarySchema).readonly(),
  total: z.number().int(),
  nextCursor: z.string().nullable(),
  notice,
})

export const projectAnswerSchema = z.object({
  project: registryProjectSchema,
  risk: z.object({ level, risk: numberOrUnknown, summary: z.string() }),
  notice,
})

const severitySchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('known'), severity: z.number(), reason: z.string(), tonnes: bounds.nullable() }),
  z.object({ status: z.literal('unknown'), missing: texts }),
])

const decisionSchema = z.object({
  left: z.string(),
  right: z.string(),
  verdict: z.enum(VERDICTS),
  part: z.enum(['left', 'right']).nullable(),
  reason: z.string(),
  who: z.string(),
  at: z.string(),
})

const assessmentSchema = z.object({
  left: z.string(),
  right: z.string(),
  modelVersion: z.string(),
  pSame: z.number(),
  pPartOf: z.number(),
  part: z.enum(['left', 'right']).nullable(),
  isExplicit: z.boolean(),
  decision: decisionSchema.nullable(),
  bits: z.record(z.string(), z.number()),
  scoreBits: z.number(),
  rival: z.string().nullable(),
  evidence: z
    .array(
      z.object({
        feature: z.string(),
        title: z.string(),
        bits: z.number(),
        level: z.string(),
        isKnown: z.boolean(),
        left: z.string(),
        right: z.string(),
      }),
    )
    .readonly(),
  severities: z.record(z.enum(SEVERITY_KINDS), severitySchema),
  mitigations: z.array(z.object({ kind: z.string(), factor: z.number(), evidence: z.string() })).readonly(),
  severity: numberOrUnknown,
  risk: numberOrUnknown,
  level,
  coverage: z.number(),
  unknown: texts,
  whatWouldSettle: texts,
})

export const riskSchema = z.object({
  project: z.string(),
  level,
  risk: numberOrUnknown,
  summary: z.string(),
  counterparts: z.array(assessmentSchema).readonly(),
  comparedWith: z.number().int(),
  sources: sourceDatesSchema,
  tonnesAtStake: bounds.nullable(),
  otherClaims: z
    .array(
      z.object({
        kind: z.enum(CLAIM_KINDS),
        scheme: z.string(),
        overlap: z.enum(['yes', 'no', 'unknown']),
        question: z.string(),
      }),
    )
    .readonly()
    .nullable(),
  whatWouldSettle: texts,
})

const choices = z.array(z.object({ choice: z.string(), count: z.number().int() })).readonly()
export const facetsSchema = z.object({
  total: z.number().int(),
  facets: z.object({
    registry: choices,
    country: choices,
    status: choices,
    category: choices,
    method: choices,
    risk: choices,
  }),
})

const boxSchema = z.object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() })
export const mapSchema = z.object({
  total: z.number().int(),
  points: z
    .array(
      z.object({
        registry: z.string(),
        registryProjectId: z.string(),
        name: z.string(),
        category: z.string().nullable(),
        level,
        longitude: z.number(),
        latitude: z.number(),
      }),
    )
    .readonly(),
  clusters: z
    .array(
      z.object({
        longitude: z.number(),
        latitude: z.number(),
        count: z.number().int(),
        worstLevel: level,
        box: boxSchema,
      }),
    )
    .readonly(),
  withoutPoint: z.object({
    total: z.number().int(),
    countries: z.array(z.object({ country: z.string(), count: z.number().int() })).readonly(),
  }),
  notice,
})

export const sourcesSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      publisher: z.string(),
      fileName: z.string(),
      sha256: z.string(),
      retrieved: z.string(),
      licence: z.string(),
      rows: z.number().int(),
      importedAt: z.string(),
      notice,
    }),
  ),
})

export const importReportSchema = z.object({
  source: z.string(),
  isDryRun: z.boolean(),
  read: z.number().int(),
  inserted: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  gone: z.number().int(),
  rejected: z.number().int(),
  faults: z.array(
    z.object({
      kind: z.literal('fault'),
      row: z.number().int(),
      column: z.string(),
      found: z.string(),
      expected: z.string(),
      action: z.enum(['rejected', 'kept-without']),
    }),
  ),
  faultCount: z.number().int(),
  isRefused: z.boolean(),
})

export const queueSchema = z.object({
  items: z
    .array(
      z.object({
        left: summarySchema,
        right: summarySchema,
        pSame: z.number(),
        pPartOf: z.number(),
        level,
        severity: numberOrUnknown,
        tonnesAtStake: z.number().nullable(),
        coverage: z.number(),
        urgency: z.number(),
      }),
    )
    .readonly(),
  total: z.number().int(),
  notice,
})

const loggedDecisionSchema = decisionSchema.extend({
  id: z.number().int(),
  undoes: z.number().int().nullable(),
  isUndone: z.boolean(),
})
export const decisionLogSchema = z.object({ items: z.array(loggedDecisionSchema) })

export const pairAnswerSchema = z.object({
  left: registryProjectSchema,
  right: registryProjectSchema,
  assessment: assessmentSchema,
  /** Decisions and undoings on this pair, the newest first. */
  decisions: z.array(loggedDecisionSchema),
  notice,
})

const levelChangeSchema = z.object({
  id: z.number().int(),
  project: z.string(),
  from: level,
  to: level,
  cause: z.string(),
  at: z.string(),
})
export const levelChangesSchema = z.object({ items: z.array(levelChangeSchema) })

export const historySchema = z.object({
  /** What each source says of the entry, as it says it. */
  sources: z.array(
    z.object({ project: registryProjectSchema, firstSeen: z.string(), lastSeen: z.string(), isGone: z.boolean() }),
  ),
  changes: z.array(
    z.object({
      sourceId: z.string(),
      kind: z.enum(['added', 'changed', 'gone', 'returned']),
      retrieved: z.string(),
      at: z.string(),
      /** Fields that differ from the record before, with both contents as JSON text. */
      fields: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
    }),
  ),
  levels: z.array(levelChangeSchema),
})

export const watchedSchema = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string(), level, at: z.string() })),
})
