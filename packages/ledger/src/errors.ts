import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** What the contracts refuse; `found` are the arguments of their error in order. */
export const REFUSALS = {
  INTAKE_SUSPENDED: {
    status: 409,
    message: 'the intake is suspended by {found} open exceptions',
    advice: 'Resolve the exceptions first; until then commit the digest of the batch with commitWithheld.',
  },
  BATCH_DUPLICATE: {
    status: 409,
    message: 'the batch {found} is already on the ledger',
    advice: 'Take the receipt of its first transaction.',
  },
  SIGNATURE_INVALID: {
    status: 422,
    message: 'the signature recovers no signer',
    advice: 'Sign the typed data with a 65-byte signature, low s, v 27 or 28.',
  },
  SIGNER_NOT_AUTHORISED: {
    status: 403,
    message: 'the signer has no such authority (key, its role): {found}',
    advice: 'Sign with a key that is in force and has the role; check chain id and contract of the typed data.',
  },
  NONCE_MISMATCH: {
    status: 409,
    message: "the nonce is not the signer's next (key, expected): {found}",
    advice: 'Read the nonce again and sign again.',
  },
  SEQUENCE_NOT_ABOVE: {
    status: 409,
    message: "the sequence is not above the signer's last, {found}",
    advice: 'Use the next sequence number of this signer and sign again.',
  },
  STAGE_FORBIDS: {
    status: 409,
    message: 'the stage of the project forbids this (stage): {found}',
    advice: 'See the stages: 1 provisioned, 2 trial, 3 under review, 4 live, 5 closed.',
  },
  DEMONSTRATION_STAYS_IN_TRIAL: {
    status: 409,
    message: 'a demonstration can not go live{found}',
    advice: 'Approve a PDD version that is not a demonstration first.',
  },
  PDD_NOT_IN_FORCE: {
    status: 409,
    message: 'no approved PDD version covers the local day {found}',
    advice: 'Have a version approved from that day on.',
  },
  PDD_INVALID: {
    status: 422,
    message: 'the PDD version is not consistent (part, index): {found}',
    advice: 'Compile the document again and check the part.',
  },
  PDD_TOO_LATE: {
    status: 409,
    message: 'the version begins too early (from day, first free day): {found}',
    advice: 'Approve it from a day that is not evaluated yet.',
  },
  PDD_INSIDE_VINTAGE: {
    status: 409,
    message: 'a version with amounts of earlier years begins inside a vintage (from day): {found}',
    advice: 'Approve it from 1 January: a second segment of a vintage would count the earlier amounts twice.',
  },
  PDD_LANES_DIFFER: {
    status: 409,
    message: 'there are readings from this day on, and the version reads other series or another zone: {found}',
    advice: 'Approve it from a day after the last reading.',
  },
  HISTORY_MISSING: {
    status: 409,
    message: 'neither chain nor project document has the amount of an earlier year (series, year): {found}',
    advice: 'State that year under `history` in a new version of the project document, and have it approved.',
  },
  CALIBRATION_REFUSED: {
    status: 422,
    message: 'the calibration is refused (meter, day): {found}',
    advice: 'It must be later than the meter’s last one, not in the future, and find at most 100 %.',
  },
  PDD_UNKNOWN: {
    status: 404,
    message: 'there is no PDD version {found}',
    advice: 'Propose it first.',
  },
  DAY_QUANTIFIED: {
    status: 409,
    message: 'the local day {found} is already part of a record',
    advice: 'Late data needs a recalculation; it can not be committed into an evaluated day.',
  },
  READINGS_OVERLAP: {
    status: 409,
    message: 'readings begin before the end of what the lane has (lane, start, end): {found}',
    advice: 'Send only intervals after the last one committed.',
  },
  READINGS_OUTSIDE_CREDITING: {
    status: 422,
    message: 'readings lie outside of the crediting period (start, end): {found}',
    advice: 'Send readings of the crediting period only.',
  },
  READINGS_IN_FUTURE: {
    status: 422,
    message: 'readings end after the time of the block (end, now): {found}',
    advice: 'Check the clock of the meter.',
  },
  READINGS_STEP: {
    status: 422,
    message: 'the step is not that of the lane (lane, expected, found): {found}',
    advice: 'Send readings at the step the PDD version declares.',
  },
  BATCH_SPANS_DAYS: {
    status: 422,
    message: 'the batch has readings of two local days: {found}',
    advice: 'Send one batch per local day.',
  },
  LANE_UNKNOWN: {
    status: 422,
    message: 'the PDD version has no lane {found}',
    advice: 'Check the mapping of the meters.',
  },
  READING_OUT_OF_RANGE: {
    status: 422,
    message: 'a count lies outside of the range of its lane (column, position, count): {found}',
    advice: 'Check unit and range of the meter.',
  },
  FLAGS_CONTRADICTED: {
    status: 422,
    message: 'the flags contradict the limits (column, position, case by the contract): {found}',
    advice: 'Compute the tolerance cases again with the version in force.',
  },
  DAY_NOT_NEXT: {
    status: 409,
    message: 'not the day in hand, which is {found}',
    advice: 'Evaluate days in order.',
  },
  DAY_UNRESOLVED: {
    status: 409,
    message: 'exceptions of the local day {found} wait for a decision',
    advice: 'Justify, release, resubmit or withdraw them first.',
  },
  DAY_NOT_ENDED: {
    status: 409,
    message: 'the local day has not ended (day, end): {found}',
    advice: 'Wait for its end.',
  },
  DAY_WITHOUT_DATA: {
    status: 409,
    message: 'the local day {found} has no readings, and no later day has any',
    advice: 'Wait for its data.',
  },
  DAY_OUTSIDE_CREDITING: {
    status: 409,
    message: 'the local day {found} lies outside of the crediting period',
    advice: 'Nothing to do: the period is complete or has not begun.',
  },
  EXCEPTION_UNKNOWN: {
    status: 404,
    message: 'there is no exception {found}',
    advice: 'Check its number.',
  },
  ACTION_REFUSED: {
    status: 409,
    message: 'not possible in the state of the exception (action, state): {found}',
    advice: 'See the states of exceptions and who may act.',
  },
  BATCH_ANNOUNCED: {
    status: 409,
    message: 'the withheld batch {found} is already announced',
    advice: 'Nothing to do.',
  },
  BATCH_NOT_ANNOUNCED: {
    status: 409,
    message: 'no announced batch waits under the digest {found}',
    advice: 'Nothing to give up: the batch was never announced, or it is on the ledger.',
  },
  WITHHELD_FIRST: {
    status: 409,
    message: 'batches of this day were announced and are not there yet (day, missing): {found}',
    advice: 'Commit the announced batches first, unchanged; the registry may give one up.',
  },
  BATCH_OTHER_DAY: {
    status: 422,
    message: 'the batch has readings of another day than it was announced or expected for: {found}',
    advice: 'Send the batch that was announced or that the decision names.',
  },
  DAY_CLOSED: {
    status: 409,
    message: 'the proponent closed the days up to {found}',
    advice: 'Readings of a closed day come as corrected data, by a decision on an exception.',
  },
  DAY_INCOMPLETE: {
    status: 409,
    message: 'readings of the day may still come (day, lane, end of its readings): {found}',
    advice: "Wait for the lane's readings, or let the proponent close the day.",
  },
  READINGS_DIFFER: {
    status: 422,
    message: 'the readings stated for an evaluation are not those committed (day, lane): {found}',
    advice: 'State every column of the lanes that the evaluation needs, as committed, by lane and start.',
  },
  INTERVAL_MISPLACED: {
    status: 422,
    message: 'a reading begins at no interval of the local day (day, instant): {found}',
    advice: 'Readings of interval equations begin at whole intervals from the local midnight; correct the data.',
  },
  CORRECTION_SHORTER: {
    status: 422,
    message: 'a correction leaves readings out (lane, readings before, readings now): {found}',
    advice: 'Give every reading of the lane on that day, corrected or not.',
  },
  INTAKE_NOT_SUSPENDED: {
    status: 409,
    message: 'the intake is open{found}',
    advice: 'Commit the batch itself.',
  },
  KEY_REFUSED: {
    status: 409,
    message: 'the key can not be set like this: {found}',
    advice: 'A key keeps its role; only a key in force can be revoked, and never by itself.',
  },
  CHECKPOINT_MISMATCH: {
    status: 409,
    message: 'block {found} has another hash, or is not before this one',
    advice: 'Take number and hash of a block of this chain.',
  },
  PERIOD_REFUSED: {
    status: 409,
    message: 'the vintage can not move like this (from, to): {found}',
    advice: 'See the order of the states of a vintage.',
  },
  VINTAGE_NOT_RECORDED: {
    status: 409,
    message: 'the vintage {found} is not complete',
    advice: 'Evaluate its last day first.',
  },
  QUANTITY_REFUSED: {
    status: 422,
    message: 'the quantity is negative or above what it may be (quantity, most): {found}',
    advice: 'A statement confirms or lowers a calculated quantity.',
  },
  NOT_ISSUABLE: {
    status: 409,
    message: 'nothing is issued in stage {found}',
    advice: 'Issuance needs a live project that is not a demonstration.',
  },
  FINDINGS_OPEN: {
    status: 409,
    message: 'findings are open that must be closed first (vintage, 0 the project; number): {found}',
    advice: 'Answer them; who raised a corrective action or clarification request closes it.',
  },
  FINDING_REFUSED: {
    status: 409,
    message: 'no such finding, or it is closed (number, state, state asked for): {found}',
    advice: 'An open finding is answered or closed; a closed one is raised anew.',
  },
  PDD_CHANGE_REFUSED: {
    status: 409,
    message: 'not what a version can be approved as (change): {found}',
    advice: 'The first version is no change; of a later one say what it is, for example `--change correction`.',
  },
  PDD_OPINION_MISSING: {
    status: 409,
    message: 'no verifier gave an opinion on version {found}',
    advice: 'A permanent change, a change of design or start date and a renewal need one: decision opine-pdd.',
  },
} as const

/** Errors of packages/ledger. */
export const LEDGER_ERRORS = {
  ...REFUSALS,
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
  LEDGER_COPY: {
    status: 409,
    message: 'this is a copy of a chain: it takes sealed blocks and makes none',
    advice: 'Send to the process that holds the keys of the chain.',
  },
  LEDGER_EMPTY: {
    status: 404,
    message: 'there is no chain in {directory}',
    advice: 'Name the directory that holds chain.mdb: <data>/projects/<slug>/chain.',
  },
  LEDGER_FILE: {
    status: 422,
    message: '{path} is no file of blocks: at byte {at} {what}',
    advice: 'Take a file that tcctv ledger export or geth export wrote, and copy it whole.',
  },
  LEDGER_CLOSED: { status: 503, message: 'the ledger is closed{why}', advice: 'Open it again.' },
  LEDGER_CALL_TOO_LONG: {
    status: 422,
    message: 'the call ran longer than {limit} ms and was stopped',
    advice: 'Ask for less in one call, or run it on a copy of the chain of your own.',
  },
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
  LEDGER_EXISTS: {
    status: 409,
    message: 'the chain already has {number} blocks',
    advice: 'Open its ledger; contracts are created in block 1 only.',
  },
  NETWORK_SEALERS: {
    status: 422,
    message: 'a network needs sealers, each once, and a relayer; found {sealers} sealers and {relayers} relayers',
    advice: 'Give the address of every sealer key once and that of at least one relayer key.',
  },
  NETWORK_GENESIS: {
    status: 422,
    message: 'the genesis file is not one of a project’s network: {what}',
    advice: 'Take the file that `tcctv ledger genesis` wrote, unchanged.',
  },
  NETWORK_DIFFERS: {
    status: 409,
    message: 'block {block} of the network differs: {what} is {found}, expected {expected}',
    advice:
      'Do not use this network for the project: its state does not follow from the transactions. Start a new one.',
  },
  NETWORK_UNREACHABLE: {
    status: 503,
    message: 'no node of the network answers {method}: {reasons}',
    advice: 'Check that the nodes run and that their addresses are right; nothing was acknowledged.',
  },
  NETWORK_FOREIGN: {
    status: 409,
    message: 'the node {endpoint} belongs to another chain: its {what} is {found}, expected {expected}',
    advice: 'Take the address of a node of this project’s network, started from its genesis file.',
  },
  NETWORK_STALLED: {
    status: 504,
    message: '{what} is not final after {seconds} s',
    advice:
      'Too few sealers may be running. Send the same request again later: what reached the chain meanwhile is found, not repeated.',
  },
  NETWORK_BEHIND: {
    status: 503,
    message: 'no node has block {block}, which was final before; the newest has {found}',
    advice: 'Wait until the nodes have caught up, or give the address of one that has.',
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
export const refusalError: ErrorMaker<typeof REFUSALS> = defineErrors(REFUSALS)
