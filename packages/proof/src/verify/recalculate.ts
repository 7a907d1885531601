import { deploymentOf, ledgerAddresses } from '@tcctv/contracts'
import { BUNDLE_PATHS, type BundleFacts } from '../bundle.ts'
import { fromHex, keccakHex, type Hex } from '../bytes.ts'
import { blocksOf } from '../chain/blocks.ts'
import { decodeColumns } from '../columns.ts'
import { chainCommon, type GenesisFacts } from '../chain/genesis.ts'
import { mustEqual, refuse } from '../errors.ts'
import { applyCall } from '../model/apply.ts'
import { setParty } from '../model/authority.ts'
import { newModel, type Model } from '../model/state.ts'
import {
  decodeCall,
  decodeLogs,
  type BlockFacts,
  type ChainRecord,
  type LedgerCall,
  type LedgerEvent,
} from '../records.ts'
import type { CheckList } from './checks.ts'
import { compareEvents } from './compare-events.ts'
import { compareVersion, type CompiledDocument } from './documents.ts'
import { createReplay, type Executed } from './replay.ts'
import { createSubstitutionLog, type SubstitutionLog } from './substitutions.ts'

type Context = {
  readonly facts: BundleFacts
  readonly relayer: Hex
  readonly blocks: readonly BlockFacts[]
  readonly documents: readonly CompiledDocument[]
  readonly list: CheckList
  readonly model: Model
  readonly substitutions: SubstitutionLog
}
/** Records of the chain, and in words the substituted readings that can not be computed again yet. */
export type Recalculated = { readonly records: readonly ChainRecord[]; readonly open: readonly string[] }

/**
 * Executes the chain from genesis in an EVM of its own and, beside it, computes what every transaction must have
 * recorded from its calldata. Returns the records, which are equal in both.
 */
export async function recalculate(
  stream: Uint8Array,
  facts: BundleFacts,
  genesis: GenesisFacts,
  blocks: readonly BlockFacts[],
  documents: readonly CompiledDocument[],
  list: CheckList,
  signal: AbortSignal | undefined,
): Promise<Recalculated> {
  const replay = await createReplay(chainCommon(genesis), facts.genesisHash, genesis.sealer)
  const domain = { chainId: facts.chainId, ledger: facts.ledger }
  const model = newModel(domain, evaluator(documents), filler(documents), intervalEvaluator(documents))
  const context: Context = {
    facts,
    relayer: genesis.relayer,
    blocks,
    documents,
    list,
    model,
    substitutions: createSubstitutionLog(),
  }
  const records: ChainRecord[] = []
  for (const raw of blocksOf(stream, BUNDLE_PATHS.blocks)) {
    signal?.throwIfAborted()
    const executed = await replay.run(raw)
    list.count('replay')
    const block = blocks[raw.header.number] ?? refuse('blocks', 'a known block', raw.header.number)
    for (const transaction of executed) {
      const events = checkTransaction(context, block, transaction)
      if (events.length > 0) records.push({ block, tx: { hash: transaction.hash, index: transaction.index }, events })
    }
  }
  return { records, open: context.substitutions.finish(model.nextDay, list) }
}

function evaluator(documents: readonly CompiledDocument[]) {
  return (index: number, year: number, inputs: readonly bigint[]) => {
    const document = documents[index] ?? refuse(`PDD version ${index}`, 'its text', 'none', 'documents')
    const results = document.evaluate(inputs, year)
    for (const [equation, exact] of document.evaluateExactly(inputs, year).entries())
      mustEqual(
        `equation ${document.equations[equation] ?? equation}, exact arithmetic against steps`,
        exact,
        results.rounded[equation],
        'equations',
      )
    return results
  }
}

function intervalEvaluator(documents: readonly CompiledDocument[]) {
  return (index: number, year: number, inputs: readonly bigint[]) => {
    const document = documents[index] ?? refuse(`PDD version ${index}`, 'its text', 'none', 'documents')
    const { rounded, exact } = document.evaluateInterval(inputs, year)
    for (const [equation, result] of exact.entries())
      mustEqual(
        `equation ${equation} of an interval, exact arithmetic against steps`,
        result,
        rounded[equation],
        'equations',
      )
    return rounded
  }
}

function filler(documents: readonly CompiledDocument[]) {
  return (index: number, year: number, inputs: readonly bigint[]) => {
    const document = documents[index] ?? refuse(`PDD version ${index}`, 'its text', 'none', 'documents')
    return document.fill(inputs, year)
  }
}

function checkTransaction(context: Context, block: BlockFacts, transaction: Executed): LedgerEvent[] {
  const { facts, model, list } = context
  const where = `block ${block.number}, transaction ${transaction.hash}`
  const events = decodeLogs(facts.ledger, transaction.logs)
  if (transaction.created === facts.ledger) return takeFirstParties(context, block, transaction, events)
  if (transaction.created !== null) checkPart(where, context.relayer, transaction.created, transaction.calldata)
  if (!transaction.succeeded) return []
  if (transaction.to !== facts.ledger) {
    mustEqual(`${where}: records made by another contract's call`, 0, events.length, 'signatures')
    return []
  }
  const call = decodeCall(transaction.calldata)
  if (call.functionName === 'proposePdd') compareVersion(model.versions.length, call.args[0], context.documents)
  const at = { timestampS: block.timestampS, number: block.number, where }
  const expected = applyCall(model, at, call)
  list.count('signatures')
  if (call.functionName === 'commitBatch') keepReadings(context, where, expected, call.args)
  const evaluated = expected.find((event) => event.eventName === 'DayEvaluated')
  const index =
    evaluated === undefined
      ? -1
      : model.versions.findIndex(({ programHash, programs }) =>
          [programHash, ...programs.map((one) => one.programHash)].includes(evaluated.args.programHash),
        )
  compareEvents(where, expected, events, list, context.documents[index])
  for (const event of events) if (event.eventName === 'Checkpointed') compareCheckpoint(context, where, event.args)
  return events
}

function keepReadings(
  { substitutions, model, documents }: Context,
  where: string,
  expected: readonly LedgerEvent[],
  [columns]: Extract<LedgerCall, { functionName: 'commitBatch' }>['args'],
): void {
  for (const event of expected) {
    if (event.eventName !== 'BatchCommitted') continue
    const { day, evidence, pddIndex } = event.args
    const [version, document] = [model.versions[Number(pddIndex)], documents[Number(pddIndex)]]
    if (version === undefined || document === undefined) continue
    substitutions.add({ where, day, evidence }, version, document.gaps, decodeColumns(fromHex(columns), where))
  }
}

/**
 * The first keys stand in the deployment; who they belong to is known outside of the chain. The code and the contracts
 * it names must be the published ones: another could refuse batches or decisions that it should take, and leave no trace of them.
 */
function takeFirstParties(
  { model, relayer }: Context,
  block: BlockFacts,
  { calldata, hash }: Executed,
  events: readonly LedgerEvent[],
): LedgerEvent[] {
  const where = `block ${block.number}, transaction ${hash}, deployment of the ledger`
  const published = deploymentOf(relayer, []).ledger.slice(0, -WORD_DIGITS) // without the number of parties
  checkCode(where, published, calldata.slice(0, published.length))
  for (const event of events) {
    if (event.eventName !== 'KeySet') return refuse(where, 'KeySet events', event.eventName, 'signatures')
    setParty(model, event.args.key, event.args.role, event.args.active, block.timestampS)
  }
  return [...events]
}

const WORD_DIGITS = 64

/** Quantifier, rules, readings and spine: the published code, which names the contracts at the addresses it must. */
function checkPart(where: string, relayer: Hex, created: Hex, calldata: Hex): void {
  const [addresses, published] = [ledgerAddresses(relayer), deploymentOf(relayer, [])]
  for (const part of ['quantifier', 'rules', 'readings', 'spine'] as const)
    if (created === addresses[part]) checkCode(`${where}, deployment of the ${part}`, published[part], calldata)
}

function checkCode(where: string, published: string, found: string): void {
  mustEqual(`${where}: code`, keccakOfText(published), keccakOfText(found), 'replay')
}

function keccakOfText(hex: string): string {
  return keccakHex(fromHex(hex))
}

function compareCheckpoint(
  { blocks }: Context,
  where: string,
  { number, blockHash, stateRoot }: { readonly number: bigint; readonly blockHash: string; readonly stateRoot: string },
): void {
  const block = blocks[Number(number)]
  mustEqual(`${where}: co-signed hash of block ${number}`, blockHash, block?.hash, 'checkpoints')
  if (number > 0n)
    mustEqual(`${where}: co-signed state root of block ${number}`, stateRoot, block?.stateRoot, 'checkpoints')
}
