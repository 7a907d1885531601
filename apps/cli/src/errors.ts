import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of the command line. USAGE ends with exit code 2, everything else with 1. */
export const CLI_ERRORS = {
  USAGE: {
    status: 400,
    message: '{what}',
    advice: 'tcctv --help lists the commands, tcctv <command> --help their options.',
  },
  PROCESS_ENDED: {
    status: 500,
    message: 'process {name} ended before it was ready (exit code {exitCode}): {output}',
    advice: 'See its log; a port or a data directory in use is the usual reason.',
  },
  FILE_UNREADABLE: {
    status: 400,
    message: 'can not read {path}: {reason}',
    advice: 'Check the path and the rights of the file.',
  },
  INPUT_INVALID: {
    status: 422,
    message: 'a file given is not of the form expected: {found}',
    advice: 'Compare it with the form that tcctv <command> --help names.',
  },
  DATA_FAULTY: {
    status: 422,
    message: '{path} has {count} faults in the rows asked for',
    advice:
      'See `faults`: nothing is computed from rows that can not be read. Correct the file, or the source of the project document.',
  },
  GATEWAY_UNREACHABLE: {
    status: 502,
    message: 'no answer from {url}',
    advice: 'Is the platform running there? tcctv up starts it; the same request may be sent again.',
  },
  ANSWER_UNEXPECTED: {
    status: 502,
    message: '{method} {path} answered {status}: {found}',
    advice: 'Is this address a TCCTV gateway of the same version?',
  },
  DIGEST_DIFFERS: {
    status: 409,
    message: 'digest of batch {batch} is {found}, computed here {expected}',
    advice: 'Do not sign. The server shows other readings than it asks to be signed.',
  },
  CONTENT_DIFFERS: {
    status: 409,
    message: 'the decision to sign has content {found}, computed here {expected}',
    advice: 'Do not sign. The server asks for a signature over another document than the one given.',
  },
  CORRECTION_NOT_NOW: {
    status: 409,
    message: 'exception {id} is {state}; its next step is {next}, not corrected data',
    advice:
      'Corrected data is taken after the proponent released a case 3, or reported a case 4. A case 2 is noted and needs no decision.',
  },
  CHAIN_DIFFERS: {
    status: 409,
    message: 'the {what} of the chain is {found}, expected {expected}',
    advice: 'This is another chain than the one you have the value of. Ask where it comes from.',
  },
  ANCHOR_INVALID: {
    status: 409,
    message: 'the anchor does not hold: found {what}, expected {expected}',
    advice:
      'Compare the checkpoint with the file that was anchored, byte by byte; it may be the anchor of another one.',
  },
  STEP_FAILED: {
    status: 500,
    message: 'step {step} failed: {detail}',
    advice: 'See the process log named in the detail, mend the cause and start again: finished steps are not repeated.',
  },
} as const

export const cliError: ErrorMaker<typeof CLI_ERRORS> = defineErrors(CLI_ERRORS)
