import {
  FINDING_KINDS,
  FINDING_STATES,
  PDD_CHANGES,
  PERIOD_STATES,
  ROLES,
  STAGES,
  batchDigest,
  columnsRoot,
  decodeLedgerEvents,
  deploymentOf,
  ledgerAddresses,
  projectLedgerAbi as abi,
  quantifierAbi,
  type LedgerDomain,
  type LedgerEvent,
  type RoleName,
} from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import { bytesToHex, encodeEventTopics, encodeFunctionData } from 'viem'
import type { AppendedBlock, Call, ChainLog, Hex, LedgerEngine } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import type { LedgerReceipt, ProjectLedger, SendOptions, SignedBatch } from './project-ledger.ts'
import { createReads } from './reads.ts'
import { refusalOf } from './refusals.ts'

/**
 * Creates the five contracts by the relayer's first transactions, with the first keys of the parties. On a network it
 * goes on where an earlier attempt stopped.
 *
 * @throws {TcctvError} LEDGER_REVERTED, KEY_REFUSED; LEDGER_EXISTS when the relayer has sent others or all of them
 * @example const ledger = await deployProjectLedger(chain, [{ key: '0x…', role: 'registry' }])
 */
export async function deployProjectLedger(
  chain: LedgerEngine,
  parties: readonly { readonly key: Hex; readonly role: RoleName }[],
): Promise<ProjectLedger> {
  const first = parties.map(({ key, role }) => ({ key, role: ROLES[role] }))
  const calls = Object.values(deploymentOf(chain.relayer, first)).map((data) => ({ to: null, data }))
  const sent = await chain.relayerNonce()
  if (sent >= calls.length) throw ledgerError('LEDGER_EXISTS', { number: (await chain.head()).number })
  await chain.append(calls.slice(sent)).catch(refusalOf)
  return openProjectLedger(chain)
}

/** Whether the chain has the contracts that the deployer creates. */
export async function hasProjectLedger(chain: LedgerEngine, deployer: Hex = chain.relayer): Promise<boolean> {
  return (await chain.code(ledgerAddresses(deployer).ledger)) !== '0x'
}

/**
 * The ledger of a chain. `deployer` created the contracts: the chain's own relayer, but for a fork.
 *
 * @throws {TcctvError} LEDGER_NOT_FOUND when the chain has no contracts
 */
export async function openProjectLedger(chain: LedgerEngine, deployer: Hex = chain.relayer): Promise<ProjectLedger> {
  const { quantifier, ledger } = ledgerAddresses(deployer)
  if (!(await hasProjectLedger(chain, deployer)))
    throw ledgerError('LEDGER_NOT_FOUND', { what: 'contract', id: ledger })
  const domain = { chainId: await chain.chainId(), ledger }
  return { domain, quantifier, ...createReads(chain, ledger), ...createWrites({ chain, domain, quantifier }) }
}

type Target = { readonly chain: LedgerEngine; readonly domain: LedgerDomain; readonly quantifier: Hex }
type Writes = Omit<ProjectLedger, keyof ReturnType<typeof createReads> | 'domain' | 'quantifier'>

function createWrites(target: Target): Writes {
  const { domain, quantifier } = target
  const send = (data: Hex, options?: SendOptions): Promise<LedgerReceipt> =>
    sendAll(target, [{ to: domain.ledger, data }], options)
  return {
    ...createDecisions(send),
    commitBatch: (batch, options) => commitBatch(target, batch, options),
    commitWithheld: ({ batch, day }, signature, options) =>
      send(encodeFunctionData({ abi, functionName: 'commitWithheld', args: [batch, day, signature] }), options),
    quantifyDay: (day, options) => send(encodeFunctionData({ abi, functionName: 'quantifyDay', args: [day] }), options),
    quantifyDayOver: (day, columns, options) =>
      send(encodeFunctionData({ abi, functionName: 'quantifyDayOver', args: [day, columns] }), options),
    quantifyDayWith: (day, coefficients, others, { nonce, signature }, options) => {
      const args = [day, coefficients, others, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'quantifyDayWith', args }), options)
    },
    calibrate: ({ meter, day, foundError, certificate }, { nonce, signature }, options) => {
      const args = [meter, day, foundError, certificate, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'calibrate', args }), options)
    },
    quantifyDays: (days, options) => {
      const calls = days.map((day) => encodeFunctionData({ abi, functionName: 'quantifyDay', args: [day] }))
      return sendAll(
        target,
        calls.map((data) => ({ to: domain.ledger, data })),
        options,
      )
    },
    proposePdd: (programs, version, { nonce, signature }, options) => {
      const register = programs.map(({ code, constants, tables }) => {
        const parts = [bytesToHex(code), constants, tables] as const
        return encodeFunctionData({ abi: quantifierAbi, functionName: 'registerProgram', args: parts })
      })
      const propose = encodeFunctionData({ abi, functionName: 'proposePdd', args: [version, nonce, signature] })
      return sendAll(
        target,
        [...register.map((data) => ({ to: quantifier, data })), { to: domain.ledger, data: propose }],
        options,
      )
    },
    checkpoint: ({ number, blockHash, stateRoot }, signature, options) => {
      const args = [BigInt(number), blockHash, stateRoot, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'checkpoint', args }), options)
    },
  }
}

type Send = (data: Hex, options?: SendOptions) => Promise<LedgerReceipt>
type Decisions = Pick<
  ProjectLedger,
  | 'abandonWithheld'
  | 'closeDay'
  | 'decideCorrected'
  | 'opinePdd'
  | 'approvePdd'
  | 'setStage'
  | 'setKey'
  | 'decide'
  | 'recordModel'
  | 'recordReport'
  | 'movePeriod'
  | 'note'
  | 'raiseFinding'
  | 'moveFinding'
>

/** Writes that carry a signed decision with its nonce. */
function createDecisions(send: Send): Decisions {
  return {
    opinePdd: ({ index, content }, { nonce, signature }, options) => {
      const args = [BigInt(index), content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'opinePdd', args }), options)
    },
    approvePdd: ({ index, fromDay, change, reference }, { nonce, signature }, options) => {
      const args = [BigInt(index), fromDay, PDD_CHANGES[change], reference, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'approvePdd', args }), options)
    },
    setStage: ({ stage, reference }, { nonce, signature }, options) => {
      const args = [STAGES[stage], reference, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'setStage', args }), options)
    },
    setKey: ({ key, role, active }, { nonce, signature }, options) => {
      const args = [key, ROLES[role], active, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'setKey', args }), options)
    },
    decide: ({ exception, action, content }, { nonce, signature }, options) => {
      const args = [exception, action, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'decide', args }), options)
    },
    decideCorrected: ({ exception, action, batch, content }, { nonce, signature }, options) => {
      const args = [exception, action, batch, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'decideCorrected', args }), options)
    },
    closeDay: ({ day, content }, { nonce, signature }, options) => {
      const args = [day, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'closeDay', args }), options)
    },
    abandonWithheld: ({ batch, content }, { nonce, signature }, options) => {
      const args = [batch, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'abandonWithheld', args }), options)
    },
    recordModel: ({ cardHash, modelHash }, { nonce, signature }, options) => {
      const args = [cardHash, modelHash, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'recordModel', args }), options)
    },
    recordReport: ({ manifestHash, snapshotBlock }, { nonce, signature }, options) => {
      const args = [manifestHash, BigInt(snapshotBlock), nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'recordReport', args }), options)
    },
    movePeriod: ({ vintage, to, content, quantity }, { nonce, signature }, options) => {
      const args = [vintage, PERIOD_STATES[to], content, quantity, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'movePeriod', args }), options)
    },
    note: ({ kind, subject, content }, { nonce, signature }, options) => {
      const args = [kind, subject, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'note', args }), options)
    },
    raiseFinding: ({ kind, vintage, subject, content }, { nonce, signature }, options) => {
      const args = [FINDING_KINDS[kind], vintage, subject, content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'raiseFinding', args }), options)
    },
    moveFinding: ({ number, to, content }, { nonce, signature }, options) => {
      const args = [number, FINDING_STATES[to], content, nonce, signature] as const
      return send(encodeFunctionData({ abi, functionName: 'moveFinding', args }), options)
    },
  }
}

async function commitBatch(
  target: Target,
  batch: SignedBatch,
  options?: SendOptions,
): Promise<LedgerReceipt & { readonly repeated: boolean }> {
  const { columns, evidence, source, sequence, signature, flags, serviceSignature } = batch
  const args = [
    bytesToHex(columns),
    evidence,
    source,
    sequence,
    signature,
    bytesToHex(flags),
    serviceSignature,
  ] as const
  const data = encodeFunctionData({ abi, functionName: 'commitBatch', args })
  try {
    return { ...(await sendAll(target, [{ to: target.domain.ledger, data }], options)), repeated: false }
  } catch (cause) {
    if (!(cause instanceof TcctvError) || cause.code !== 'BATCH_DUPLICATE') throw cause
    const message = { columnsRoot: columnsRoot(columns), evidence, source, sequence }
    return { ...(await firstReceipt(target, batchDigest(target.domain, message))), repeated: true }
  }
}

async function firstReceipt({ chain, domain }: Target, digest: Hex): Promise<LedgerReceipt> {
  const topics = encodeEventTopics({ abi, eventName: 'BatchCommitted', args: { digest } })
  const toBlock = (await chain.head()).number
  const wanted = topics.map((topic) => (topic === null || Array.isArray(topic) ? topic : [topic]))
  const [log] = await chain.logs({ fromBlock: 1, toBlock, address: [domain.ledger], topics: wanted })
  if (log === undefined) throw ledgerError('LEDGER_NOT_FOUND', { what: 'batch', id: digest })
  const receipt = (await chain.receipts(log.block))[log.transactionIndex]
  return { block: log.block, tx: log.transactionHash, events: eventsOf(receipt?.logs ?? []) }
}

async function sendAll({ chain }: Target, calls: readonly Call[], options?: SendOptions): Promise<LedgerReceipt> {
  const block: AppendedBlock = await chain.append(calls, options).catch(refusalOf)
  const tx = block.transactions.at(-1) ?? '0x'
  return { block: block.number, tx, events: eventsOf(block.receipts.flatMap(({ logs }) => logs)) }
}

function eventsOf(logs: readonly ChainLog[]): LedgerEvent[] {
  return decodeLedgerEvents(
    logs.map((log) => ({
      address: log.address,
      topics: topicsOf(log.topics),
      data: log.data,
      blockNumber: BigInt(log.block),
      blockHash: log.blockHash,
      transactionHash: log.transactionHash,
      transactionIndex: log.transactionIndex,
      logIndex: log.logIndex,
      removed: false,
    })),
  )
}

function topicsOf([signature, ...indexed]: readonly Hex[]): [] | [Hex, ...Hex[]] {
  return signature === undefined ? [] : [signature, ...indexed]
}
