import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/anomaly. */
export const ANOMALY_ERRORS = {
  ANOMALY_HISTORY: {
    status: 422,
    message: 'history of {series}: {fault}',
    advice: 'Give one finite time and one value (NaN when missing) per row, and every covariate the series declares.',
  },
  ANOMALY_MODEL: {
    status: 422,
    message: 'not a model of this version: {fault}',
    advice: 'Use the bytes written by serializeModel, or fit again from the same history.',
  },
  ANOMALY_CSV: {
    status: 422,
    message: 'line {line}: {field} is {found}, expected {expected}',
    advice: 'Columns are timestamp,value and the declared covariates; times are YYYY-MM-DDTHH:MM, empty means missing.',
  },
} as const

export const anomalyError: ErrorMaker<typeof ANOMALY_ERRORS> = defineErrors(ANOMALY_ERRORS)
