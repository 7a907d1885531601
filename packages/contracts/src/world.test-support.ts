import { createBlock } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { createLegacyTx } from '@ethereumjs/tx'
import { bytesToHex, createAddressFromString, hexToBytes } from '@ethereumjs/util'
import { createVM, runTx, type VM } from '@ethereumjs/vm'
import {
  decodeFunctionResult,
  encodeAbiParameters,
  encodeFunctionData,
  isHex,
  keccak256,
  numberToHex,
  toHex,
  type Abi,
  type Hex,
  type Log,
} from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import { createProjectCommon, ledgerAddresses, projectGenesis } from './chain-rules.ts'
import { ROLES, type RoleName } from './codes.ts'
import { signedContent } from './citations.ts'
import { columnsRoot, encodeColumns, type Column } from './columns.ts'
import { decodeLedgerError, decodeLedgerEvents, type Decoded, type LedgerEvent } from './events.ts'
import { encodeFlags, type Flag } from './flags.ts'
import { deploymentOf } from './deployment.ts'
import { projectLedgerAbi } from './generated/project-ledger.ts'
import { quantifierAbi } from './generated/quantifier.ts'
import { pddContentHash, type ChainPddVersion } from './pdd-version.ts'
import {
  batchDigest,
  batchTypedData,
  commitmentTypedData,
  decisionTypedData,
  flagsTypedData,
  type LedgerDomain,
} from './typed-data.ts'

export type Outcome = { readonly gas: bigint; readonly error?: Decoded; readonly events: LedgerEvent[] }
export type Batch = {
  readonly columns: readonly Column[]
  readonly flags?: readonly Flag[]
  readonly evidence?: number
  readonly sequence?: bigint
  readonly by?: RoleName
  readonly flagsBy?: RoleName
  /** Replaces the canonical bytes, to send malformed ones. */
  readonly bytes?: Uint8Array
  readonly flagBytes?: Uint8Array
}

export const ZERO32: Hex = `0x${'00'.repeat(32)}`
export const START_S = 1_800_000_000
const RELAYER = privateKeyToAccount(keccak256(toHex('relayer')))
const ABI: Abi = [...projectLedgerAbi, ...quantifierAbi]
const CHAIN_ID = 1_000_000_001

/** Account of a role in tests. */
export function accountOf(role: RoleName | 'stranger'): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toHex(role)))
}

export const word = (integer: number | bigint): Hex => numberToHex(integer, { size: 32 })
export const hashOf = (types: readonly string[], values: readonly unknown[]): Hex =>
  keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      [...values],
    ),
  )

/** The five contracts in an EVM in memory, with one key per role. */
export class World {
  nowS = START_S
  readonly nonces = new Map<string, bigint>()
  sequence = 0n
  /** Number of the present block. */
  blockNumber = 0n
  #sent = 0n
  readonly domain: LedgerDomain
  readonly quantifier: Hex
  readonly #vm: VM
  readonly #common: Common

  constructor(vm: VM, common: Common) {
    this.#vm = vm
    this.#common = common
    const { quantifier, ledger } = ledgerAddresses(RELAYER.address)
    this.quantifier = quantifier
    this.domain = { chainId: CHAIN_ID, ledger }
  }

  /** A copy that goes its own way from here. */
  async fork(): Promise<World> {
    const copy = new World(await this.#vm.shallowCopy(), this.#common)
    copy.nowS = this.nowS
    copy.sequence = this.sequence
    for (const [role, nonce] of this.nonces) copy.nonces.set(role, nonce)
    copy.#sent = this.#sent
    copy.blockNumber = this.blockNumber
    return copy
  }

  /** Sends a call to one of the contracts, whichever has the function. */
  async send(name: string, args: readonly unknown[]): Promise<Outcome> {
    const onQuantifier = quantifierAbi.some((item) => 'name' in item && item.name === name)
    return this.transact(
      encodeFunctionData({ abi: ABI, functionName: name, args: [...args] }),
      onQuantifier ? this.quantifier : this.domain.ledger,
    )
  }

  /** Reads a view. */
  async read(name: string, args: readonly unknown[]): Promise<unknown> {
    const onQuantifier = quantifierAbi.some((item) => 'name' in item && item.name === name)
    const result = await this.#vm.evm.runCall({
      to: createAddressFromString(onQuantifier ? this.quantifier : this.domain.ledger),
      data: hexToBytes(encodeFunctionData({ abi: ABI, functionName: name, args: [...args] })),
      block: this.#block(),
      gasLimit: 30_000_000n,
    })
    const data = bytesToHex(result.execResult.returnValue)
    if (result.execResult.exceptionError !== undefined) throw new Error(decodeLedgerError(data).name)
    return decodeFunctionResult({ abi: ABI, functionName: name, data })
  }

  async transact(data: Hex, to?: Hex): Promise<Outcome> {
    const unsigned = createLegacyTx(
      {
        data,
        gasLimit: 60_000_000n,
        gasPrice: 0n,
        nonce: this.#sent,
        ...(to === undefined ? {} : { to: createAddressFromString(to) }),
      },
      { common: this.#common },
    )
    this.#sent += 1n
    this.blockNumber += 1n
    const tx = unsigned.sign(hexToBytes(keccak256(toHex('relayer'))))
    const result = await runTx(this.#vm, { tx, block: this.#block() })
    const failed = result.execResult.exceptionError !== undefined
    const logs = result.receipt.logs.map(([address, topics, logged]) => logOf(address, topics, logged))
    return {
      gas: result.totalGasSpent,
      events: decodeLedgerEvents(logs),
      ...(failed ? { error: decodeLedgerError(bytesToHex(result.execResult.returnValue)) } : {}),
    }
  }

  /** A decision signed with the next nonce of the role's key; `send` gets nonce and signature. */
  async decide(
    role: RoleName | 'stranger',
    message: { readonly action: string; readonly subject: Hex; readonly content: Hex },
    name: string,
    args: readonly unknown[],
  ): Promise<Outcome> {
    const nonce = this.nonces.get(role) ?? 0n
    const signature = await accountOf(role).signTypedData(decisionTypedData(this.domain, { ...message, nonce }))
    const outcome = await this.send(name, [...args, nonce, signature])
    if (outcome.error === undefined) this.nonces.set(role, nonce + 1n)
    return outcome
  }

  async propose(version: ChainPddVersion, index = 0n): Promise<Outcome> {
    const message = { action: 'propose-pdd', subject: word(index), content: pddContentHash(version) }
    return this.decide('proponent', message, 'proposePdd', [version])
  }

  /** A version after the first is a correction, unless said otherwise. */
  async approve(index: bigint, fromDay: number, change = index === 0n ? 0 : 1): Promise<Outcome> {
    const content = hashOf(['uint32', 'uint8', 'bytes32'], [fromDay, change, ZERO32])
    const message = { action: 'approve-pdd', subject: word(index), content }
    return this.decide('registry', message, 'approvePdd', [index, fromDay, change, ZERO32])
  }

  async opine(role: RoleName, index: bigint): Promise<Outcome> {
    const message = { action: 'opine-pdd', subject: word(index), content: ZERO32 }
    return this.decide(role, message, 'opinePdd', [index, ZERO32])
  }

  async raiseFinding(role: RoleName, kind: number, vintage: number): Promise<Outcome> {
    const content = hashOf(['uint8', 'uint16', 'bytes32'], [kind, vintage, ZERO32])
    const message = { action: 'raise-finding', subject: word(7), content }
    return this.decide(role, message, 'raiseFinding', [kind, vintage, word(7), ZERO32])
  }

  async moveFinding(role: RoleName, number: bigint, to: number): Promise<Outcome> {
    const action = to === 2 ? 'answer-finding' : 'close-finding'
    return this.decide(role, { action, subject: word(number), content: ZERO32 }, 'moveFinding', [number, to, ZERO32])
  }

  async stage(stage: number, role: RoleName): Promise<Outcome> {
    const message = { action: 'set-stage', subject: word(stage), content: ZERO32 }
    return this.decide(role, message, 'setStage', [stage, ZERO32])
  }

  async move(role: RoleName | 'stranger', exception: bigint, action: string): Promise<Outcome> {
    const message = { action, subject: word(exception), content: await this.#cited(exception, action) }
    return this.decide(role, message, 'decide', [exception, action, ZERO32])
  }

  /** Accepts a batch in place of the judged data. */
  async correct(role: RoleName | 'stranger', exception: bigint, action: string, digest: Hex): Promise<Outcome> {
    const content = await this.#cited(exception, action, digest)
    const args = [exception, action, digest, ZERO32]
    return this.decide(role, { action, subject: word(exception), content }, 'decideCorrected', args)
  }

  async #cited(exception: bigint, action: string, batch: Hex = ZERO32): Promise<Hex> {
    const facts = await this.read('exceptionOf', [exception])
    const report = await this.read('reportOf', [exception])
    const amount: unknown = Array.isArray(facts) ? facts[4] : undefined
    if (typeof amount !== 'bigint' || !isHex(report)) throw new Error('no exception')
    return signedContent(action, ZERO32, { amount, report, batch })
  }

  async close(day: number): Promise<Outcome> {
    return this.decide('proponent', { action: 'close-day', subject: word(day), content: ZERO32 }, 'closeDay', [
      day,
      ZERO32,
    ])
  }

  /** Evaluates a day after closing it, if it can be closed: for tests that are not about what is still to come. */
  async quantify(day: number): Promise<Outcome> {
    await this.close(day)
    return this.send('quantifyDay', [day])
  }

  async announce(batch: Batch, day: number): Promise<Outcome> {
    const digest = this.digestOf(batch)
    const signature = await accountOf('meter').signTypedData(commitmentTypedData(this.domain, digest, day))
    return this.send('commitWithheld', [digest, day, signature])
  }

  async movePeriod(role: RoleName, vintage: number, to: number, quantity = 0n): Promise<Outcome> {
    const content = hashOf(['uint8', 'bytes32', 'int256'], [to, ZERO32, quantity])
    const message = { action: 'move-period', subject: word(vintage), content }
    return this.decide(role, message, 'movePeriod', [vintage, to, ZERO32, quantity])
  }

  async setKey(signer: RoleName, key: Hex, role: number, active: boolean): Promise<Outcome> {
    const content = hashOf(['uint8', 'bool'], [role, active])
    const message = { action: 'set-key', subject: word(BigInt(key)), content }
    return this.decide(signer, message, 'setKey', [key, role, active])
  }

  async commit(batch: Batch): Promise<Outcome> {
    return this.send('commitBatch', await this.batchArgs(batch))
  }

  /** Digest of the batch that {@link commit} would send next. */
  digestOf(batch: Batch): Hex {
    return batchDigest(this.domain, this.#message(batch, batch.bytes ?? encodeColumns(batch.columns)))
  }

  async batchArgs(batch: Batch): Promise<readonly unknown[]> {
    const bytes = batch.bytes ?? encodeColumns(batch.columns)
    if (batch.sequence === undefined) this.sequence += 1n
    const message = this.#message(batch, bytes)
    const digest = batchDigest(this.domain, message)
    const party = accountOf(batch.by ?? 'meter')
    const signature = await party.signTypedData(batchTypedData(this.domain, message))
    const flags = batch.flagBytes ?? encodeFlags(batch.flags ?? [])
    const flagsData = flagsTypedData(this.domain, { batch: digest, flags: keccak256(flags) })
    const flagsSignature = await accountOf(batch.flagsBy ?? 'service').signTypedData(flagsData)
    return [toHex(bytes), message.evidence, ZERO32, message.sequence, signature, toHex(flags), flagsSignature]
  }

  #message(batch: Batch, bytes: Uint8Array) {
    const sequence = batch.sequence ?? this.sequence
    return { columnsRoot: rootOf(bytes), evidence: batch.evidence ?? 1, source: ZERO32, sequence }
  }

  #block() {
    const header = {
      number: this.blockNumber,
      timestamp: BigInt(this.nowS),
      gasLimit: 120_000_000n,
      baseFeePerGas: 0n,
    }
    return createBlock({ header }, { common: this.#common, skipConsensusFormatValidation: true })
  }
}

let deployed: Promise<World> | undefined

/** The five contracts as deployed, with a key for each role; a copy of one deployment. */
export async function createWorld(): Promise<World> {
  deployed ??= deploy()
  return (await deployed).fork()
}

async function deploy(): Promise<World> {
  const sealer = accountOf('operator').address
  const genesis = projectGenesis({ chainId: CHAIN_ID, sealer, relayer: RELAYER.address, timestampS: START_S })
  const common = createProjectCommon(genesis)
  const evmOpts = { cliqueSigner: () => createAddressFromString(sealer) }
  const world = new World(await createVM({ common, evmOpts }), common)
  const names: RoleName[] = ['operator', 'proponent', 'meter', 'registry', 'verifier', 'service', 'report']
  const parties = names.map((name) => ({ key: accountOf(name).address, role: ROLES[name] }))
  for (const code of Object.values(deploymentOf(RELAYER.address, parties)))
    if ((await world.transact(code)).error !== undefined) throw new Error('deployment failed')
  return world
}

function rootOf(bytes: Uint8Array): Hex {
  try {
    return columnsRoot(bytes)
  } catch {
    // malformed on purpose: the contract refuses before it looks at the signature
    return ZERO32
  }
}

function logOf(address: Uint8Array, topics: Uint8Array[], data: Uint8Array): Log {
  const [first, ...rest] = topics.map((topic) => bytesToHex(topic))
  return {
    address: bytesToHex(address),
    topics: first === undefined ? [] : [first, ...rest],
    data: bytesToHex(data),
    blockHash: null,
    blockNumber: null,
    logIndex: null,
    transactionHash: null,
    transactionIndex: null,
    removed: false,
  }
}
