import { z } from 'zod'

const day = z.iso.date()
const text = z.string().min(1)

/**
 * What happened to a block of credits. `issued` adds units; `labelled` puts another programme's label on units that
 * exist; `converted` turns them into another programme's units; `compliance` is a compliance credit in their place.
 */
export const CREDIT_EVENTS = ['issued', 'labelled', 'converted', 'compliance', 'retired', 'cancelled'] as const

const blockSchema = z.strictObject({ space: text, start: z.int().nonnegative(), end: z.int().nonnegative() })

/**
 * One block of credits of one row of an issuance or retirement export. Null means unknown. The quantity is in whole
 * kilograms of CO2 equivalent, so that registries that issue fractions of a tonne stay exact.
 */
export const creditSchema = z.strictObject({
  registry: text,
  /** Null where the file names the issuance only; then `issuanceId` leads to the project. */
  registryProjectId: text.nullable(),
  issuanceId: text.nullable(),
  event: z.enum(CREDIT_EVENTS),
  /** Monitoring period or vintage, both days included; null where the file has none. */
  period: z.strictObject({ from: day, to: day, precision: z.enum(['day', 'year']) }).nullable(),
  quantityKg: z.int().nonnegative(),
  /** Day of issuance or retirement. */
  on: day.nullable(),
  serial: text.nullable(),
  /** Numbers of the serial within their number space; null when the serial could not be read. */
  block: blockSchema.nullable(),
  use: z.enum(['voluntary', 'compliance']).nullable(),
  labels: z.array(text),
  /** The registry's word on Article 6; `authorised` alone says nothing about an adjustment. */
  authorisation: z.enum(['none', 'authorised', 'authorised-adjusted']).nullable(),
  /** Entry that the units came from or went to. */
  counterpart: z.strictObject({ registry: text, registryProjectId: text }).nullable(),
  source: z.strictObject({ sourceId: text, row: z.int().positive(), retrieved: day }),
})

export type Credit = Readonly<z.infer<typeof creditSchema>>
export type CreditEvent = Credit['event']
export type SerialNumbers = z.infer<typeof blockSchema>
