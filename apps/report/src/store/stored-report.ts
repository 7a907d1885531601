import { z } from 'zod'

/** What a report can hold, with the type each file is sent as. */
export const REPORT_FILES = {
  'report.pdf': 'application/pdf',
  'data.json': 'application/json',
  'manifest.json': 'application/json',
  'bundle.zip': 'application/zip',
} as const
export const fileNameSchema = z.enum(['report.pdf', 'data.json', 'manifest.json', 'bundle.zip'])

export const localDaySchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'YYYY-MM-DD')
/** `<from>_<to>_<snapshot block>`. */
export const reportIdSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2}_\d{1,10}$/, '<from>_<to>_<snapshot block>')

const hashSchema = z.string().regex(/^0x[0-9a-f]{64}$/)
const VISIBILITIES = ['parties', 'public-records', 'public'] as const
export const storedReportSchema = z.object({
  id: reportIdSchema,
  period: z.object({ from: localDaySchema, to: localDaySchema }),
  snapshotBlock: z.number().int(),
  createdBlock: z.number().int(),
  manifestHash: hashSchema,
  anchor: z.object({ block: z.number().int(), tx: hashSchema }).nullable(),
  files: z.array(z.object({ name: fileNameSchema, bytes: z.number().int(), sha256: hashSchema })),
  /** Of the project at the snapshot block. */
  visibility: z.enum(VISIBILITIES),
})
export type StoredReport = z.infer<typeof storedReportSchema>

/** Word of a visibility on the chain; what is unknown is private. */
export function visibilityOf(number: number): StoredReport['visibility'] {
  return VISIBILITIES[number - 1] ?? 'parties'
}

export function reportId(period: { readonly from: string; readonly to: string }, snapshotBlock: number): string {
  return `${period.from}_${period.to}_${snapshotBlock}`
}
