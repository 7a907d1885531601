import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectGenesis, quantifierAbi, quantifierBytecode } from '@tcctv/contracts'
import { openEmbedded } from '@tcctv/ledger'
import type { Evaluate, Program } from '@tcctv/methodology'
import { bytesToHex, decodeFunctionResult, encodeFunctionData } from 'viem'
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts'

/** The `Quantifier` contract on a scratch chain: the same bytecode that a project's chain runs. */
export async function contractEngine(): Promise<AsyncDisposable & { readonly evaluate: Evaluate }> {
  const directory = mkdtempSync(join(tmpdir(), 'tcctv-scratch-'))
  const [sealerKey, relayerKey] = [generatePrivateKey(), generatePrivateKey()]
  const [sealer, relayer] = [sealerKey, relayerKey].map(addressOf)
  const genesis = projectGenesis({
    chainId: 1_000_000_001,
    sealer: sealer ?? '0x',
    relayer: relayer ?? '0x',
    timestampS: 1_700_000_000,
  })
  const chain = await openEmbedded({
    directory,
    genesis,
    sealerKey,
    relayerKey,
    clock: () => Math.floor(Date.now() / 1000),
  })
  const { receipts } = await chain.append([{ to: null, data: quantifierBytecode }])
  const to = receipts[0]?.contractAddress ?? '0x'
  const registered = new Set<string>()
  const register = async ({ code, constants, tables, hash }: Program): Promise<void> => {
    if (registered.has(hash)) return
    const args = [bytesToHex(code), constants, tables] as const
    await chain.append([
      { to, data: encodeFunctionData({ abi: quantifierAbi, functionName: 'registerProgram', args }) },
    ])
    registered.add(hash)
  }
  const evaluate: Evaluate = async (program, inputs) => {
    await register(program)
    const { hash, equations } = program
    const data = await chain.call({
      to,
      data: encodeFunctionData({ abi: quantifierAbi, functionName: 'evaluate', args: [hash, inputs] }),
    })
    const [unrounded, rounded] = decodeFunctionResult({ abi: quantifierAbi, functionName: 'evaluate', data })
    return equations.map(({ id }, index) => ({ id, unrounded: unrounded[index] ?? 0n, rounded: rounded[index] ?? 0n }))
  }
  return {
    evaluate,
    [Symbol.asyncDispose]: async () => {
      await chain.close()
      rmSync(directory, { recursive: true })
    },
  }
}

function addressOf(key: `0x${string}`): `0x${string}` {
  return `0x${privateKeyToAccount(key).address.slice(2).toLowerCase()}`
}
