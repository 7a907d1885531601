/**
 * The only error class of the platform. Each package declares its codes in one `errors.ts` table with
 * {@link defineErrors}; the HTTP layer turns an instance into RFC 9457 problem+json.
 *
 * @example throw error('DECIMAL_SYNTAX', { text: '1,5' }) // code DECIMAL_SYNTAX, status 422
 */
export class TcctvError extends Error {
  override readonly name = 'TcctvError'
  readonly code: string
  readonly status: number
  readonly advice: string
  readonly details: Readonly<Record<string, unknown>>

  constructor(fields: {
    code: string
    status: number
    message: string
    advice: string
    details: Readonly<Record<string, unknown>>
    cause?: unknown
  }) {
    super(fields.message, fields.cause === undefined ? undefined : { cause: fields.cause })
    this.code = fields.code
    this.status = fields.status
    this.advice = fields.advice
    this.details = fields.details
  }
}

/** One row of a package's error table. `{name}` in `message` is replaced by the argument of that name. */
export type ErrorRow = { readonly status: number; readonly message: string; readonly advice: string }

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never

/** Arguments of a message: every `{name}` in it, and whatever else a reader of the error needs. */
export type ErrorArguments<Row extends ErrorRow> = Readonly<
  Record<Placeholders<Row['message']>, string | number | bigint>
> &
  Readonly<Record<string, unknown>>

/** Makes one error of a table. */
export type ErrorMaker<Table extends Readonly<Record<string, ErrorRow>>> = <Code extends keyof Table & string>(
  code: Code,
  args: ErrorArguments<Table[Code]>,
  cause?: unknown,
) => TcctvError

/**
 * Makes the constructor function of a package's errors from its table. Message arguments are checked by the
 * compiler; everything passed is kept in `details`.
 *
 * @example
 * const UNITS = { UNIT_UNKNOWN: { status: 422, message: 'unknown unit {unit}', advice: 'Use …' } } as const
 * const unitsError: ErrorMaker<typeof UNITS> = defineErrors(UNITS)
 * unitsError('UNIT_UNKNOWN', { unit: 'kWhh' }).message // 'unknown unit kWhh'
 */
export function defineErrors<Table extends Readonly<Record<string, ErrorRow>>>(table: Table): ErrorMaker<Table> {
  return (code, args, cause) => {
    const row: ErrorRow = table[code] ?? { status: 500, message: code, advice: '' }
    const details: Readonly<Record<string, unknown>> = args
    const message = row.message.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const found = details[name]
      return typeof found === 'string' || typeof found === 'number' || typeof found === 'bigint' ? `${found}` : whole
    })
    return new TcctvError({ code, status: row.status, message, advice: row.advice, details, cause })
  }
}
