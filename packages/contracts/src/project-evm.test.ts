import { createEVM } from '@ethereumjs/evm'
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
const evmOf = () => createProjectEvm({ common, cliqueSigner: () => undefined as never })

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
      const first = await evm.runCode({ code, gasLimit: 50_000n })
      const again = await evm.runCode({ code, gasLimit: 50_000n })
      const fresh = await (
        await createEVM({ common, cliqueSigner: () => undefined as never })
      ).runCode({
        code: code.slice(),
        gasLimit: 50_000n,
      })
      for (const found of [again, first]) {
        expect(found.executionGasUsed).toBe(fresh.executionGasUsed)
        expect(found.exceptionError?.error).toBe(fresh.exceptionError?.error)
      }
    })
    await fc.assert(property, { numRuns: 60 })
  })
})
