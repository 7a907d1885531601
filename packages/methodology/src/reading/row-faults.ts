import type { RowFault } from './reading.ts'

/** What a sender can do about each kind of fault. */
const ADVICE = {
  COLUMN_MISSING: 'Send every column that the source of the project document names.',
  COLUMN_UNKNOWN: 'Remove the column, or add it to the source of the project document.',
  FIELD_MISSING: 'Send every field of the data schema.',
  FIELD_UNKNOWN: 'Remove the field; the data schema lists all.',
  FIELD_TYPE: 'Send the type of the data schema. Amounts are decimal texts: "12.5", not 12.5.',
  FIELD_VALUE: 'Use one of the values of the data schema; another unit must be converted at its source.',
  LANE_UNKNOWN: 'Use a parameter with one of its own meters, as the project document says.',
  TIME_FORMAT: 'Write RFC 3339 in whole seconds, for example 2012-03-11T09:00:00Z.',
  TIME_ZONE: 'Stamps of this source are stored in UTC and end in Z.',
  TIME_NEVER: 'The clocks jumped over this hour. Check the clock and the stored offset of the source.',
  TIME_ORDER: 'An interval ends after its start by the step of its lane.',
  OFF_GRID: 'Intervals begin at whole steps of the local day.',
  OUTSIDE_CREDITING: 'Only readings inside of the crediting period can be taken.',
  FUTURE: 'Send a reading after its interval has ended, and check the clock of the sender.',
  EMPTY: 'This source may have no empty values.',
  NUMBER: 'Write a decimal with a point, for example 12.5. NaN, Infinity, texts and separators are no amounts.',
  EXPONENT: 'Write the number without an exponent.',
  DIGITS: 'Round the amount at its source to the places of the data schema.',
  REGISTER_BASE:
    'Begin the file with the register at the end of the last committed interval, or with that of the declared handover.',
  REGISTER_ORDER: 'Give each register of a meter once, in order of time.',
  REGISTER_ENDED: 'The project document says that another meter took over. Send its registers instead.',
  REGISTER_LAST:
    'The project document declares another last register of this meter. Correct the file, or the handover by a new version.',
  REGISTER_GAP:
    'The total is known but not when it came. Send the missing registers, or the intervals as declared readings.',
  REGISTER_BACKWARDS:
    'Declare rollover, reset or replacement of the meter in the project document. Nothing is guessed.',
  REGISTER_RESET:
    'A register at the instant of a declared reset is the one after it. Declare the reset a second later.',
  REGISTER_JUMP: 'More than the meter can measure in this time: check unit, meter factor and serial number.',
  TOO_LOW: 'Below what is possible: check sign, unit and wiring. Nothing is clamped.',
  TOO_HIGH: 'Above what is possible: check the unit (a factor of 1000 is the usual mistake). Nothing is clamped.',
} as const

export type RowFaultCode = keyof typeof ADVICE

/** Makes one fault; a long text is cut. */
export function rowFault(row: number, field: string, code: RowFaultCode, found: string, expected: string): RowFault {
  const shown = found.length > 120 ? `${found.slice(0, 117)}...` : found
  return { row, field, code, found: shown, expected, advice: ADVICE[code] }
}
