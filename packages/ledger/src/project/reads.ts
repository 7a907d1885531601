import { decodePddVersion, projectLedgerAbi as abi } from '@tcctv/contracts'
import { decodeFunctionResult, encodeFunctionData, type DecodeFunctionResultReturnType } from 'viem'
import type { ChainReader, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import type { LedgerReads } from './project-ledger.ts'
import { refusalOf } from './refusals.ts'

/** Views of the ledger at an address, through any reader. */
export function createReads(chain: Pick<ChainReader, 'call'>, ledger: Hex): LedgerReads {
  const call = (data: Hex): Promise<Hex> => chain.call({ to: ledger, data }).catch(refusalOf)
  const parties = async (key: Hex): Promise<DecodeFunctionResultReturnType<typeof abi, 'parties'>> => {
    const data = await call(encodeFunctionData({ abi, functionName: 'parties', args: [key] }))
    return decodeFunctionResult({ abi, functionName: 'parties', data })
  }
  const state: LedgerReads['state'] = async () => {
    const data = await call(encodeFunctionData({ abi, functionName: 'state' }))
    const [stage, closing, nextDay, lastBatchDay, exceptions, closedThrough] = decodeFunctionResult({
      abi,
      functionName: 'state',
      data,
    })
    return { stage, closing, nextDay, lastBatchDay, exceptions, closedThrough }
  }
  return {
    state,
    suspended: async () => (await state()).closing > 0,
    nonceOf: async (signer) => (await parties(signer))[3],
    sequenceOf: async (signer) => (await parties(signer))[4],
    party: async (key) => {
      const [role, validFromS, validToS, nonce, sequence] = await parties(key)
      return { role, validFromS, validToS, nonce, sequence }
    },
    exception: async (id) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'exceptionOf', args: [id] }))
      const [day, limit, level, found, amount] = decodeFunctionResult({ abi, functionName: 'exceptionOf', data })
      if (found === 0) throw ledgerError('LEDGER_NOT_FOUND', { what: 'exception', id })
      const filed = await call(encodeFunctionData({ abi, functionName: 'reportOf', args: [id] }))
      const report = decodeFunctionResult({ abi, functionName: 'reportOf', data: filed })
      return { day, limit, level, state: found, amount, report }
    },
    ...createDayReads(call),
    ...createPddReads(call),
  }
}

type CallData = (data: Hex) => Promise<Hex>

function createDayReads(
  call: CallData,
): Pick<LedgerReads, 'day' | 'dayInputs' | 'slot' | 'vintage' | 'period' | 'isCommitted'> {
  return {
    day: async (day) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'dayState', args: [day] }))
      const [level, unresolved, revision, outcomes] = decodeFunctionResult({ abi, functionName: 'dayState', data })
      return { level, unresolved, revision, outcomes }
    },
    dayInputs: async (day) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'dayInputs', args: [day] }))
      const [measured, withdrawn] = decodeFunctionResult({ abi, functionName: 'dayInputs', data })
      return { measured, withdrawn }
    },
    slot: async (day, lane) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'slots', args: [day, lane] }))
      const [sum, count, flagged, endS] = decodeFunctionResult({ abi, functionName: 'slots', data })
      return { sum, count, flagged, endS }
    },
    vintage: async (year) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'vintageTotals', args: [year] }))
      const [heads, isComplete, eligible] = decodeFunctionResult({ abi, functionName: 'vintageTotals', data })
      const [baseline, project, leakage, reduction] = heads
      return { baseline, project, leakage, reduction, isComplete, eligible }
    },
    period: async (vintage) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'periods', args: [vintage] }))
      const [state, statement] = decodeFunctionResult({ abi, functionName: 'periods', data })
      return { state, statement }
    },
    isCommitted: async (batch) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'batches', args: [batch] }))
      return decodeFunctionResult({ abi, functionName: 'batches', data }) >> 255n !== 0n
    },
  }
}

function createPddReads(call: CallData): Pick<LedgerReads, 'pddInForce' | 'pddCount' | 'pdd'> {
  return {
    pddInForce: async (day) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'pddInForce', args: [day] }))
      return Number(decodeFunctionResult({ abi, functionName: 'pddInForce', data }))
    },
    pddCount: async () => {
      const data = await call(encodeFunctionData({ abi, functionName: 'pddCount' }))
      return Number(decodeFunctionResult({ abi, functionName: 'pddCount', data }))
    },
    pdd: async (index) => {
      const data = await call(encodeFunctionData({ abi, functionName: 'pdd', args: [BigInt(index)] }))
      return decodePddVersion(decodeFunctionResult({ abi, functionName: 'pdd', data }))
    },
  }
}
