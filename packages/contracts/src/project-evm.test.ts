import { createBlock } from '@ethereumjs/block'
import { createEVM, type EVM } from '@ethereumjs/evm'
import { createZeroAddress } from '@ethereumjs/util'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { projectGenesis, createProjectCommon } from './chain-rules.ts'
import { createProjectEvm } from './project-evm.ts'

const common = createProjectCommon(
  projectGenesis({
    chainId: 1_000_000_007,
    sealer: `0x${'11'.repeat(20)}`,
    relayer: `0x${'22'.repeat(20)}`,
    timestampS: 1,
  }),
)
/** Code may ask for every field of its block; the library's default block has no base fee. */
const block = createBlock({ header: { baseFeePerGas: 0n } }, { common, skipConsensusFormatValidation: true })
const evmOf = () => createProjectEvm({ common, cliqueSigner: () => createZeroAddress() })

/** PUSH2 <destination> JUMP INVALID … JUMPDEST PUSH1 42 PUSH0-free return of one word, with `gap` invalid bytes between. */
function jumping(gap: number): Uint8Array {
  const destination = 4 + gap
  const after = [0x5b, 0x60, 0x2a, 0x60, 0x00, 0x52, 0x60, 0x20, 0x60, 0x00, 0xf3]
  return Uint8Array.from([
    0x61,
    destination >> 8,
    destination & 0xff,
    0x56,
    ...Array.from({ length: gap }, () => 0xfe),
    ...after,
  ])
}

/** Runs code as one transaction would: what it stored and which addresses it touched is forgotten after it. */
async function runOnce(evm: EVM, code: Uint8Array) {
  await evm.journal.checkpoint()
  const result = await evm.runCode({ code, block, gasLimit: 50_000n })
  await evm.journal.revert()
  evm.journal.cleanJournal()
  return result
}

describe('EVM of a project chain', () => {
  it('runs code that jumps, once and again with the same object', async () => {
    const evm = await evmOf()
    for (const gap of [0, 5, 300]) {
      const code = jumping(gap)
      for (const _ of [1, 2]) expect((await evm.runCode({ code, gasLimit: 100_000n })).returnValue.at(-1)).toBe(42)
    }
  })

  it('does not take the destinations of one code for those of another of the same length', async () => {
    const evm = await evmOf()
    const [valid, into] = [jumping(3), jumping(3)]
    into[2] = 5 // into the gap: no destination
    expect((await evm.runCode({ code: valid, gasLimit: 100_000n })).exceptionError).toBeUndefined()
    expect((await evm.runCode({ code: into, gasLimit: 100_000n })).exceptionError?.error).toMatch(/^invalid JUMP/)
  })

  it('gives for random code what a fresh EVM of the library gives', async () => {
    const evm = await evmOf()
    const bytes = fc.uint8Array({ maxLength: 60 }).map((tail) => Uint8Array.from([0x60, 4, 0x56, 0xfe, 0x5b, ...tail]))
    const property = fc.asyncProperty(bytes, async (code) => {
      const first = await runOnce(evm, code)
      const again = await runOnce(evm, code)
      const librarys = await createEVM({ common, cliqueSigner: () => createZeroAddress() })
      const fresh = await runOnce(librarys, code.slice())
      for (const found of [again, first]) {
        expect(found.executionGasUsed).toBe(fresh.executionGasUsed)
        expect(found.exceptionError?.error).toBe(fresh.exceptionError?.error)
      }
    })
    await fc.assert(property, { numRuns: 60 })
  })

  it('gives for random code what the library’s own loop gives, which runs under a tracer', async () => {
    const [evm, observed] = [await evmOf(), await evmOf()]
    observed.events.on('step', () => undefined)
    const instruction = fc.oneof(
      fc.nat(255).map((byte) => [0x60, byte]),
      fc
        .constantFrom(0x01, 0x02, 0x03, 0x04, 0x06, 0x0b, 0x10, 0x16, 0x1b, 0x50, 0x5a, 0x5b, 0x80, 0x90)
        .map((one) => [one]),
      fc.uint8Array({ minLength: 32, maxLength: 32 }).map((word) => [0x7f, ...word]),
      fc
        .tuple(fc.constantFrom(0x51, 0x52), fc.oneof(fc.nat(200), fc.nat(0xffff)))
        .map(([opcode, at]) => [0x61, at >> 8, at & 0xff, opcode]),
      fc.constantFrom(0x51, 0x52).map((opcode) => [0x60, 0, 0x19, opcode]), // at the last byte there is
      fc.constantFrom([0x60, 0, 0x52], [0x51], [0x60, 9, 0x60, 3, 0x20], [0x56], [0x57], [0xfe], [0x00], [0x5c]),
    )
    const program = fc.array(instruction, { maxLength: 40 }).map((parts) => Uint8Array.from(parts.flat()))
    const property = fc.asyncProperty(program, async (code) => {
      const options = { code, gasLimit: 5_000n }
      const [own, librarys] = [await evm.runCode(options), await observed.runCode(options)]
      expect(own.executionGasUsed).toBe(librarys.executionGasUsed)
      expect(own.exceptionError?.error).toBe(librarys.exceptionError?.error)
      expect(own.returnValue).toEqual(librarys.returnValue)
      expect(own.runState?.programCounter).toBe(librarys.runState?.programCounter)
      expect(own.runState?.stack.getStack()).toEqual(librarys.runState?.stack.getStack())
    })
    await fc.assert(property, { numRuns: 300 })
  })
})
