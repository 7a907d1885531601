import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/ledger. */
export const LEDGER_ERRORS = {
  LEDGER_LOCKED: {
    status: 409,
    message: 'the ledger in {directory} is in use by process {holder}',
    advice: 'Stop the other process, or give this one a data directory of its own.',
  },
  LEDGER_FOREIGN: {
    status: 409,
    message: 'the ledger in {directory} has genesis {found}, expected {expected}',
    advice: 'Open it with the genesis it was made with; a chain never changes its genesis.',
  },
  LEDGER_CORRUPT: {
    status: 500,
    message: 'block {block} of the ledger is damaged: {what}',
    advice: 'Restore the directory from a backup, or import the blocks from a copy of the chain.',
  },
  LEDGER_CLOSED: { status: 503, message: 'the ledger is closed{why}', advice: 'Open it again.' },
  LEDGER_BLOCK_REFUSED: {
    status: 422,
    message: 'block {block} is refused: {what}',
    advice: 'Take the blocks from a node of the same genesis; a block is never repaired.',
  },
  LEDGER_REVERTED: {
    status: 422,
    message: 'transaction {index} of the block reverts: {reason}',
    advice: 'Nothing was stored. Correct the request named by the reason and send it again.',
  },
  LEDGER_BLOCK_FULL: {
    status: 413,
    message: 'the block would use {gasUsed} gas, at most {limit} keep the chain free of fees',
    advice: 'Send fewer or smaller transactions in one block.',
  },
  LEDGER_TRANSACTION_REFUSED: {
    status: 422,
    message: 'the transaction is refused: {reason}',
    advice: 'Check chain id, nonce, gas limit and signature.',
  },
  LEDGER_NOT_FOUND: {
    status: 404,
    message: 'there is no {what} {id} on this chain',
    advice: 'Check the number or the hash; the newest block is the head.',
  },
  LEDGER_CALL_REVERTED: {
    status: 422,
    message: 'the call reverts: {reason}',
    advice: 'Check the arguments and the state of the contract at that block.',
  },
  LEDGER_NOT_STORED: {
    status: 503,
    message: 'block {block} could not be stored: {reason}',
    advice: 'Free space on the disk and check its health; nothing was acknowledged, send the request again.',
  },
  RPC_FAULT: {
    status: 502,
    message: 'the node answers {method} with an error: {reason}',
    advice: 'Check that the address belongs to a node of this chain and that it offers the method.',
  },
  RPC_ANSWER: {
    status: 502,
    message: 'the answer to {method} has an unexpected form: {what}',
    advice: 'Check that the address is that of a JSON-RPC node.',
  },
} as const

export const ledgerError: ErrorMaker<typeof LEDGER_ERRORS> = defineErrors(LEDGER_ERRORS)
