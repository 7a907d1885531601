import { describe, expect, it } from 'vitest'
import { TcctvError } from '@tcctv/units'
import { createProjectCommon, ledgerAddresses, projectGenesis } from './chain-rules.ts'

const sealer = `0x${'ab'.repeat(20)}` as const
const options = { chainId: 1_000_000_007, sealer, relayer: sealer, timestampS: 1_700_000_000 }

describe('chain rules', () => {
  it('puts one sealer into the genesis', () => {
    const { extraData, nonce } = projectGenesis(options)
    expect(extraData).toBe(`0x${'00'.repeat(32)}${'ab'.repeat(20)}${'00'.repeat(65)}`)
    expect(nonce).toHaveLength(18)
  })

  it('runs London with clique from block 0', () => {
    const common = createProjectCommon(projectGenesis(options))
    expect([common.hardfork(), common.consensusAlgorithm(), common.chainId()]).toEqual([
      'london',
      'clique',
      1_000_000_007n,
    ])
    expect(common.consensusConfig()).toEqual({ period: 0, epoch: 30_000 })
  })

  it.each([1, 1_000_000_000, 2 ** 52, 1.5])('refuses chain id %s', (chainId) => {
    expect(() => projectGenesis({ ...options, chainId })).toThrow(TcctvError)
  })

  it('knows where contracts are created', () => {
    // the well-known first addresses of 0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0
    const { quantifier, rules, readings, spine, ledger } = ledgerAddresses('0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0')
    expect(quantifier).toBe('0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d')
    expect(rules).toBe('0x343c43a37d37dff08ae8c4a11544c718abb4fcf8')
    expect(readings).toBe('0xf778b86fa74e846c4f0a1fbd1335fe81c00a0c91')
    expect(spine).toBe('0xfffd933a0bc612844eaf0c6fe3e5b8e9b6c1d19c')
    // by viem's getContractAddress
    expect(ledger).toBe('0x9148039fe618155a81280e687369a95453bf7d1d')
  })
})
