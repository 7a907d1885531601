import { describe, expect, it } from 'vitest'
import { encodeErrorResult, encodeFunctionData } from 'viem'
import { TcctvError } from '@tcctv/units'
import { decodeLedgerError, describeCall } from './events.ts'
import { projectLedgerAbi } from './generated/project-ledger.ts'

describe('decoding', () => {
  it('names errors and their arguments, and survives foreign data', () => {
    const data = encodeErrorResult({ abi: projectLedgerAbi, errorName: 'IntakeSuspended', args: [2] })
    expect(decodeLedgerError(data)).toEqual({ name: 'IntakeSuspended', args: [2] })
    expect(decodeLedgerError('0x')).toEqual({ name: 'Unknown', args: ['0x'] })
  })

  it('describes calls', () => {
    const data = encodeFunctionData({ abi: projectLedgerAbi, functionName: 'quantifyDay', args: [15079] })
    expect(describeCall(data)).toEqual({ name: 'quantifyDay', args: [15079] })
    expect(() => describeCall('0x12345678')).toThrow(TcctvError)
  })
})
