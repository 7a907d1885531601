import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/methodology. Codes E_* are the compiler's. */
export const METHODOLOGY_ERRORS = {
  DOCUMENT_INVALID: {
    status: 422,
    message: '{document} has {count} faults; the first: {first}',
    advice:
      '`faults` of the answer has all of them with their lines; `tcctv methodology check` and `tcctv project check` print them.',
  },
  E_SYNTAX: {
    status: 422,
    message: '{path}, column {column}: {found} is not allowed in "{expression}"; expected {expected}',
    advice:
      'Expressions know decimals, names, X[set], + - * /, parentheses, min, max, sum, conv, lookup, DAYS, DAYS_ALL, HOURS.',
  },
  E_NAME: {
    status: 422,
    message: '{path}, column {column}: {found} is not declared before its use in "{expression}"',
    advice: 'Declare it under fixed, monitored or coefficients, or move the equation it names further up.',
  },
  E_UNIT: {
    status: 422,
    message: '{path}: found {found}, expected {expected} in "{expression}"',
    advice: 'Check the factors; units and substances must multiply out.',
  },
  E_SIGN: {
    status: 422,
    message:
      '{path}: the sign of {found} in "{expression}" is unknown, so the rounding of the other factor has no safe side',
    advice:
      'Split with max(x, 0) and max(-x, 0), each with a factor rounded to its own side, or declare sign or plausible.',
  },
  E_ROUND: {
    status: 422,
    message: '{path}: {found} in "{expression}" is not exact; expected {expected}',
    advice:
      'Give the equation `round` and `quantum`: floor for what adds to the claim, ceil for what is deducted. A floored result serves what is floored, a ceiled one what is ceiled; for half-up, half-even or trunc the equation that is used needs `declares`.',
  },
  E_DIVISOR: {
    status: 422,
    message: '{path}: the divisor {found} in "{expression}" is not provably above zero',
    advice:
      'Give its parameter a `plausible` range above zero, or divide by max(X, LEAST) with a smallest amount in the unit of X among `fixed`: LEAST: {unit: MWh, value: "1"}.',
  },
  E_OVERFLOW: {
    status: 422,
    message: '{path}: {found} in "{expression}" can be {range}, of which 256 bits hold up to {limit}',
    advice:
      'Give the operands `plausible` ranges; without one 1e15 of the unit are assumed, 1e9 of 1, % and quotients. Or divide earlier.',
  },
  E_PLAUSIBLE: {
    status: 422,
    message: '{path}: {found} {unit} is outside the plausible range {low} to {high}',
    advice: 'Check the unit of the value: a factor of 1000 is the usual mistake.',
  },
  E_FIXED: {
    status: 422,
    message: '{path}: found {found}, expected {expected}',
    advice: 'The project gives every fixed parameter that the methodology leaves open, and no other.',
  },
  E_COEFFICIENT: {
    status: 422,
    message: '{path}: {found} in "{expression}" has no value here',
    advice: 'ln needs an argument above zero, a divisor must not be zero; exp and exponents go up to 1000.',
  },
  E_LIMIT: {
    status: 422,
    message: '{path}: {found} {what}, at most {limit} are possible',
    advice: 'Split the expression into several equations.',
  },
  E_UNSUPPORTED: {
    status: 422,
    message: '{path}: {found} is not supported yet',
    advice: 'Compute it outside and give the result as a monitored parameter with its own evidence.',
  },
  PROGRAM_INVALID: {
    status: 422,
    message: 'byte {position} of the program: found {found}, expected {expected}',
    advice: 'Compile the methodology again; a stored program never changes.',
  },
  LOOKUP_RANGE: {
    status: 422,
    message: '{found} lies outside the lookup table at {table}',
    advice: 'Extend the table in the methodology, or check the input.',
  },
  INPUT_MISSING: {
    status: 422,
    message: '{methodology}: input {variable} is missing in {where}',
    advice: 'Give every monitored parameter of the methodology; 0 must be stated too.',
  },
  INPUT_UNKNOWN: {
    status: 422,
    message: '{path}: found {found}, expected {expected}',
    advice: 'Names are those of the methodology; an amount under another name would not be counted.',
  },
  INPUT_VALUE: {
    status: 422,
    message: '{path}: found {found}, expected {expected}',
    advice: 'Correct the inputs; docs/methodology-syntax.md describes their form.',
  },
  SAMPLE_INVALID: {
    status: 422,
    message: '{name} of the sample: found {found}, expected {expected}',
    advice: 'Give decimals as text: mean and standard deviation in one unit, precision and confidence as shares.',
  },
  PDD_METHODOLOGY: {
    status: 422,
    message: 'the project document imports {found}, but the methodology given is {expected}',
    advice: 'Give the methodology that the document names by id and version.',
  },
  PDD_METHODOLOGY_HASH: {
    status: 422,
    message: 'hash of the methodology in the project document is {found}, expected {expected}',
    advice:
      'The methodology was changed after the project imported it. Use the published version, or propose a new PDD version.',
  },
  SOURCE_UNKNOWN: {
    status: 404,
    message: 'the project document has no source {source}; it has {known}',
    advice: 'Name one of the sources of the project document.',
  },
} as const

export const methodologyError: ErrorMaker<typeof METHODOLOGY_ERRORS> = defineErrors(METHODOLOGY_ERRORS)
