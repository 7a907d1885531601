import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of the read model. */
export const READ_MODEL_ERRORS = {
  READ_MODEL_GAP: {
    status: 500,
    message: 'block {found} does not follow block {head} of the read model: {reason}',
    advice: 'Apply every block in order. If the chain was replaced, delete the read model; it is rebuilt by replay.',
  },
  READ_MODEL_CALLDATA: {
    status: 500,
    message: 'transaction {tx} has the event {event}, but its calldata is another call',
    advice: 'The chain holds a call that did not come from this platform. Report it with the transaction.',
  },
  READ_MODEL_VERSION: {
    status: 500,
    message: 'the read model has no PDD version {index}',
    advice: 'Delete the read model; it is rebuilt by replay.',
  },
  READ_MODEL_VALUE: {
    status: 500,
    message: 'column {column} of the read model holds {found}',
    advice: 'The file was changed from outside. Delete it; it is rebuilt by replay.',
  },
} as const

export const readModelError: ErrorMaker<typeof READ_MODEL_ERRORS> = defineErrors(READ_MODEL_ERRORS)
