import { defineErrors, type ErrorMaker } from './tcctv-error.ts'

/** Errors of packages/units. */
export const UNITS_ERRORS = {
  DECIMAL_SYNTAX: {
    status: 422,
    message: 'not a decimal number: {text}',
    advice: 'Write digits with an optional sign and one point, for example -12.5. No exponent, no thousands separator.',
  },
  DECIMAL_PLACES: {
    status: 422,
    message: '{text} has {found} decimal places, at most {places} can be held exactly',
    advice: 'Round the number at its source and state the rule, or use a smaller quantum.',
  },
  FIXED_OVERFLOW: {
    status: 422,
    message: 'result of {operation} does not fit into 256 bits',
    advice: 'Check the units and the plausible range of the operands.',
  },
  FIXED_DIVISOR: {
    status: 422,
    message: 'divisor of {operation} is {found}, expected a number above zero',
    advice: 'Guard the divisor in the methodology, for example with max(x, 1).',
  },
  TIME_SYNTAX: {
    status: 422,
    message: 'not an RFC 3339 time: {text}',
    advice: 'Write for example 2012-03-11T09:00:00Z or 2012-03-11T02:00:00-07:00.',
  },
  DATE_SYNTAX: { status: 422, message: 'not a calendar date: {text}', advice: 'Write for example 2012-03-11.' },
  UNIT_UNKNOWN: {
    status: 422,
    message: 'unknown unit {unit}',
    advice: 'Use units of the list, case matters: MWh, tCO2/MWh, GJ/t, Nm3.',
  },
  UNIT_DIMENSION: {
    status: 422,
    message: '{found} cannot be expressed in {expected}',
    advice: 'Check the factors: dimensions and substances must multiply out. tCH4 and tN2O need a warming potential.',
  },
  ZONE_UNKNOWN: {
    status: 422,
    message: 'unknown time zone {zone}',
    advice: 'Use a name of the IANA database, for example Asia/Hong_Kong.',
  },
} as const

export const unitsError: ErrorMaker<typeof UNITS_ERRORS> = defineErrors(UNITS_ERRORS)
