import { EVIDENCE_CLASSES, type EvidenceClassName } from '@tcctv/contracts'
import { createRouter, readJsonBody, requireMay, streamNdjson } from '@tcctv/service'
import { formatLocalDay, formatTime, parseLocalDay } from '@tcctv/units'
import { z } from 'zod'
import {
  checkIntakeOpen,
  checkSignatureCount,
  commitImport,
  openExceptions,
  PreparedImports,
  quantifiedLine,
  signableView,
  type PreparedImport,
} from '../imports.ts'
import { prepareRows, prepareSubstitution } from '../pipeline.ts'
import type { TreatedGap } from '../pipeline/substitute-gaps.ts'
import type { Project } from '../project.ts'
import { quantifyDue } from '../quantify.ts'
import { bytesOf, formatOf, inPieces } from './body.ts'

const address = z.custom<`0x${string}`>(
  (found) => typeof found === 'string' && /^0x[0-9a-fA-F]{40}$/.test(found),
  'an address',
)
const evidenceClass = z.custom<EvidenceClassName>(
  (found) => typeof found === 'string' && found in EVIDENCE_CLASSES && found !== 'substituted',
  'an evidence class',
)
const prepareQuery = z.object({
  source: z.string().optional(),
  signer: address,
  evidence: evidenceClass.default('file'),
  substitute: z.enum(['true', 'false']).default('false'),
  correct: z.coerce.number().int().positive().optional(),
})
const signature = z.custom<`0x${string}`>(
  (found) => typeof found === 'string' && /^0x[0-9a-f]{130}$/.test(found),
  '65 bytes as 0x hex',
)
const digest = z.custom<`0x${string}`>(
  (found) => typeof found === 'string' && /^0x[0-9a-f]{64}$/.test(found),
  '32 bytes as 0x hex',
)
/** A local day, `2011-04-15`. */
const localDay = z.iso.date().transform((text) => parseLocalDay(text))
/** While the intake is suspended only the digest of a withheld batch is taken, so that custody is not lost. */
const commitmentBody = z.strictObject({ digest, day: localDay, signature })
const commitBody = z.strictObject({ signatures: z.array(signature) })

/** Import in two steps: a dry run that stores nothing, then the signed batches. Mount behind `requireAssertion`. */
export function importRoutes(project: Project) {
  const prepared = new PreparedImports()
  const { slug } = project.file
  return createRouter()
    .post('/imports', async (c) => {
      requireMay(c.var.principal, 'readings.import', slug, project.inForce.latest().version.visibility)
      const query = prepareQuery.parse(c.req.query())
      const format = formatOf(c.req.header('content-type'))
      const bytes = await bytesOf(c.req.raw)
      const options = {
        format,
        source: query.source,
        signer: query.signer,
        evidence: query.evidence,
        substitute: query.substitute === 'true',
        ...(query.correct === undefined ? {} : { correct: query.correct }),
        signal: c.req.raw.signal,
      }
      const rows = await prepareRows(project, inPieces(bytes), options)
      return c.json(await preparedView(project, prepared.add(rows, bytes)))
    })
    .post('/substitutions', async (c) => {
      requireMay(c.var.principal, 'readings.import', slug, project.inForce.latest().version.visibility)
      const { signer } = z.object({ signer: address }).parse(c.req.query())
      const { prepared: rows, bytes } = await prepareSubstitution(project, signer)
      return c.json(await preparedView(project, prepared.add(rows, bytes)))
    })
    .post('/imports/:id/commit', async (c) => {
      requireMay(c.var.principal, 'readings.import', slug, project.inForce.latest().version.visibility)
      const { signatures } = commitBody.parse(await readJsonBody(c.req))
      const known = prepared.get(c.req.param('id'))
      checkSignatureCount(known, signatures)
      checkIntakeOpen(project, known)
      const lines = commitImport(project, known, {
        signatures,
        signal: c.req.raw.signal,
      })
      return streamNdjson(lines, { requestId: c.var.requestId })
    })
    .post('/commitments', async (c) => {
      requireMay(c.var.principal, 'readings.import', slug, project.inForce.latest().version.visibility)
      const { digest, day, signature: signed } = commitmentBody.parse(await readJsonBody(c.req))
      const { block, tx } = await project.ledger.commitWithheld({ batch: digest, day }, signed)
      await project.project()
      return c.json({ block, tx })
    })
    .post('/quantify', async (c) => {
      requireMay(c.var.principal, 'readings.import', slug, project.inForce.latest().version.visibility)
      return streamNdjson(lines(project, c.req.raw.signal), { requestId: c.var.requestId })
    })
}

/** A dry run as the signer sees it: what it holds, what became of its gaps, and every batch to sign. */
async function preparedView(project: Project, rows: PreparedImport): Promise<object> {
  const { id, sourceHash, gaps, spread, readings, known, lastDay } = rows
  const { closedThrough } = await project.ledger.state()
  const seriesOf = ({ lane, fromS }: Pick<TreatedGap, 'lane' | 'fromS'>) =>
    project.inForce.of(fromS).documents.version.lanes[lane]
  return {
    id,
    sourceHash,
    rows: rows.rows,
    gaps,
    spread,
    readings,
    known,
    lastDay: lastDay === undefined ? null : formatLocalDay(lastDay),
    /** Whether the proponent closed the last day already: no more readings of it are taken. */
    isClosed: lastDay !== undefined && lastDay <= closedThrough,
    substitutions: rows.gapsTreated.map(({ readings: values, ...gap }) => ({
      ...gap,
      parameter: seriesOf(gap)?.parameter,
      meter: seriesOf(gap)?.meter,
      from: formatTime(gap.fromS),
      to: formatTime(gap.toS),
      readings: values.length,
    })),
    suspended: openExceptions(project),
    batches: rows.batches.map((batch, index) => signableView(project, batch, index)),
  }
}

async function* lines(project: Project, signal: AbortSignal) {
  for await (const day of quantifyDue(project, { signal })) yield quantifiedLine(day)
  const exceptions = openExceptions(project)
  if (exceptions.length > 0) yield { suspended: { exceptions } }
}
