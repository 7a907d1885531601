import { EVIDENCE_CLASSES, LANE_ROLES, nameOfCode, STAGES } from '@tcctv/contracts'
import { may, type Principal } from '@tcctv/service'
import { formatDecimal, formatLocalDay, formatTime } from '@tcctv/units'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import { lanesOf, limitsOf, type Version } from '../read-model/versions.ts'
import { subjectOfLimit, unitOfLimit } from './amounts.ts'
import { nextStepsOf } from './exception-routes.ts'
import type { ReadSide } from './read-side.ts'
import { visibilityOf } from './requests.ts'
import { vintageSchema, vintagesOf } from './vintages.ts'

const hashed = { id: z.string(), version: z.string(), hash: z.string() }
export const summarySchema = z.object({
  asOf: z.number(),
  slug: z.string(),
  title: z.string(),
  label: z.string().nullable(),
  purpose: z.enum(['demonstration', 'project']),
  stage: z.string(),
  methodology: z.object(hashed),
  /** `approvedFrom` null: proposed, but not approved. */
  pdd: z.object({
    version: z.string(),
    documentHash: z.string(),
    index: z.number(),
    approvedFrom: z.string().nullable(),
  }),
  chainId: z.number(),
  ledger: z.string(),
  quantifier: z.string(),
  zone: z.string(),
  crediting: z.object({ from: z.string(), to: z.string() }),
  visibility: z.string(),
  lanes: z.array(
    z.object({
      lane: z.number(),
      parameter: z.string(),
      meter: z.string(),
      unit: z.string(),
      quantum: z.string(),
      stepS: z.number(),
      role: z.string(),
    }),
  ),
  limits: z.array(
    z.object({
      id: z.string(),
      applies: z.enum(['reading', 'day']),
      subject: z.string(),
      unit: z.string(),
      effectiveFrom: z.string(),
    }),
  ),
  suspended: z
    .object({ since: z.string(), exceptions: z.array(z.string()), whoCanRelease: z.array(z.string()) })
    .nullable(),
  lastReadingAt: z.string().nullable(),
  head: z.object({ number: z.number(), hash: z.string(), timestamp: z.string() }),
  counts: z.object({
    blocks: z.number(),
    batches: z.number(),
    readings: z.number(),
    gaps: z.number(),
    flags: z.number(),
    exceptionsOpen: z.number(),
    anomalies: z.number(),
  }),
  /** Readings by evidence class; substituted ones were computed by a declared rule. */
  evidence: z.record(z.string(), z.number()),
  vintages: z.array(vintageSchema),
  model: z.object({ name: z.string(), modelHash: z.string(), cardHash: z.string(), trainedTo: z.string() }).nullable(),
})
type Summary = z.infer<typeof summarySchema>

/** @throws {TcctvError} NOT_SET_UP before a PDD version is proposed */
export function summaryOf(project: ReadSide, principal: Principal): Summary {
  const { readModel, facts } = project
  const { genesisHash: _, sealer: _sealer, ...shown } = facts
  const version = readModel.versions.latest()
  const head = readModel.block(readModel.headBlock())
  if (version === undefined || head === undefined)
    throw projectError('NOT_SET_UP', { slug: facts.slug, what: 'project document' })
  const visibility = visibilityOf(project)
  const lastEndS = readModel.lastReadingEnd()
  return {
    asOf: head.number,
    ...shown,
    ...documentFacts(project, version),
    stage: nameOfCode(STAGES, readModel.stage()) ?? String(readModel.stage()),
    visibility,
    suspended: suspensionOf(project),
    lastReadingAt: lastEndS === undefined ? null : formatTime(lastEndS),
    head: { number: head.number, hash: head.hash, timestamp: formatTime(head.timestampS) },
    counts: readModel.counts(),
    evidence: Object.fromEntries(
      readModel
        .readingsByEvidence()
        .map(({ evidence, readings }) => [nameOfCode(EVIDENCE_CLASSES, evidence) ?? String(evidence), readings]),
    ),
    vintages: may(principal, 'records.read', facts.slug, visibility) ? vintagesOf(project, version) : [],
    model: modelOf(project),
  }
}

type DocumentFacts = Pick<
  Summary,
  'label' | 'purpose' | 'methodology' | 'pdd' | 'zone' | 'crediting' | 'lanes' | 'limits'
>

function documentFacts({ words }: ReadSide, version: Version): DocumentFacts {
  const { chain, index, approvedFrom: fromDay } = version
  const approvedFrom = fromDay === null ? null : formatLocalDay(fromDay)
  const known = words()
  const { methodology, pddVersion, zone } = known
  return {
    label: chain.demonstration ? 'illustrative, not a claim' : null,
    purpose: chain.demonstration ? 'demonstration' : 'project',
    methodology: { ...methodology, hash: chain.methodologyHash },
    pdd: { version: pddVersion, documentHash: chain.documentHash, index, approvedFrom },
    zone,
    crediting: { from: formatLocalDay(chain.firstDay), to: formatLocalDay(chain.lastDay) },
    lanes: lanesOf(version).map(({ lane, parameter, meter, places, stepS, role }) => ({
      lane,
      parameter,
      meter,
      unit: known.unitOf[parameter] ?? '',
      quantum: formatDecimal(1n, places),
      stepS,
      role: nameOfCode(LANE_ROLES, role) ?? String(role),
    })),
    limits: limitsOf(version).map((limit) => ({
      id: limit.id,
      applies: limit.applies === 1 ? ('reading' as const) : ('day' as const),
      subject: subjectOfLimit(limit, known),
      unit: unitOfLimit(limit, known),
      effectiveFrom: formatLocalDay(limit.effectiveFrom),
    })),
  }
}

function suspensionOf({ readModel }: ReadSide): Summary['suspended'] {
  const closing = readModel.closingExceptions()
  const [first] = closing
  if (first === undefined) return null
  return {
    since: formatTime(Math.min(...closing.map(({ openedAtS }) => openedAtS))),
    exceptions: closing.map(({ id }) => String(id)),
    whoCanRelease: [...new Set(closing.flatMap(({ state }) => nextStepsOf(state).whoCanAct))],
  }
}

function modelOf(project: ReadSide): Summary['model'] {
  const facts = project.model()
  if (facts === null) return null
  const { name, modelHash, cardHash, trainedTo } = facts
  return { name, modelHash, cardHash, trainedTo }
}
