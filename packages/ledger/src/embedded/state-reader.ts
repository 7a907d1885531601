import { createBlock, type Block, type HeaderData } from '@ethereumjs/block'
import type { InterpreterStep } from '@ethereumjs/evm'
import type { TypedTransaction } from '@ethereumjs/tx'
import { runTx, type RunTxResult } from '@ethereumjs/vm'
import { getMerkleStateProof, type MerkleStateManager, type Proof } from '@ethereumjs/statemanager'
import {
  bytesToHex,
  createAddressFromString,
  equalsBytes,
  hexToBytes,
  setLengthLeft,
  type Address,
} from '@ethereumjs/util'
import { limitTime } from '@tcctv/contracts'
import type { Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { createExecutor, type Executor, type ExecutorOptions } from './executor.ts'

/** Gas of a read-only call: bounds its time to a few seconds. */
const CALL_GAS = 100_000_000n

export type StateCall = {
  readonly from?: Hex
  readonly to: Hex | null
  readonly data: Hex
  readonly gas?: bigint
  /** Milliseconds that it may run, without those that it waits for other reads. */
  readonly mostMs?: number
}

/** Sees an instruction with stack and memory as it finds them. */
export type StepListener = (step: InterpreterStep) => void

export type CallOutcome = { readonly output: Hex; readonly gasUsed: bigint; readonly error: string | undefined }

/**
 * State at any block, apart from the state that appends move: a reader sees complete blocks only. Reads run one after
 * the other because the state manager has one root at a time; its caches stay warm while the block stays the same.
 */
export class StateReader {
  readonly #executor: Executor
  #queue: Promise<unknown> = Promise.resolve()
  #root: Uint8Array | undefined

  private constructor(executor: Executor) {
    this.#executor = executor
  }

  static async create(options: ExecutorOptions): Promise<StateReader> {
    return new StateReader(await createExecutor(options))
  }

  /**
   * Outcome of a call on the state after `block`; nothing is kept. A revert is an outcome, not an exception.
   *
   * @throws {TcctvError} LEDGER_CALL_TOO_LONG
   */
  call(block: Block, call: StateCall): Promise<CallOutcome> {
    return this.#at(block, async () => {
      const { evm } = this.#executor
      const { mostMs = Infinity } = call
      const endMs = performance.now() + mostMs
      await evm.journal.checkpoint()
      limitTime(evm, endMs)
      try {
        const { execResult } = await evm.runCall(this.#runOptions(block, call))
        if (performance.now() > endMs) throw ledgerError('LEDGER_CALL_TOO_LONG', { limit: Math.ceil(mostMs) })
        const { returnValue, executionGasUsed, exceptionError } = execResult
        return { output: bytesToHex(returnValue), gasUsed: executionGasUsed, error: exceptionError?.error }
      } finally {
        limitTime(evm, undefined)
        await evm.journal.revert()
        await evm.journal.cleanup()
      }
    })
  }

  /**
   * Runs a transaction of a block again on the state that it found and hands each step to `onStep` before it is taken;
   * nothing is kept. Throwing in `onStep` ends it.
   */
  trace(
    parent: Block,
    draft: HeaderData,
    transactions: readonly TypedTransaction[],
    onStep: StepListener,
  ): Promise<RunTxResult> {
    return this.#at(parent, async () => {
      const { evm, vm } = this.#executor
      const block = createBlock({ header: draft }, { common: vm.common, skipConsensusFormatValidation: true })
      await evm.journal.checkpoint()
      try {
        for (const tx of transactions.slice(0, -1)) await runTx(vm, { tx, block })
        const [tx] = transactions.slice(-1)
        if (tx === undefined) throw new TypeError('there is no transaction to trace')
        evm.events?.on('step', onStep)
        return await runTx(vm, { tx, block })
      } finally {
        evm.events?.removeListener('step', onStep)
        await evm.journal.revert()
        await evm.journal.cleanup()
        this.#root = undefined // caches hold what was undone
      }
    })
  }

  #runOptions(block: Block, { from, to, data, gas = CALL_GAS }: StateCall): Parameters<Executor['evm']['runCall']>[0] {
    const caller = createAddressFromString(from ?? `0x${'00'.repeat(20)}`)
    return {
      block,
      caller,
      origin: caller,
      ...(to === null ? {} : { to: createAddressFromString(to) }),
      data: hexToBytes(data),
      gasLimit: gas < CALL_GAS ? gas : CALL_GAS,
      skipBalance: true,
    }
  }

  nonce(block: Block, address: Hex): Promise<bigint> {
    return this.#account(block, address, async (state, account) => (await state.getAccount(account))?.nonce ?? 0n)
  }

  balance(block: Block, address: Hex): Promise<bigint> {
    return this.#account(block, address, async (state, account) => (await state.getAccount(account))?.balance ?? 0n)
  }

  code(block: Block, address: Hex): Promise<Hex> {
    return this.#account(block, address, async (state, account) => bytesToHex(await state.getCode(account)))
  }

  /** The 32 bytes of a slot. */
  storage(block: Block, address: Hex, slot: Hex): Promise<Hex> {
    return this.#account(block, address, async (state, account) => {
      const stored = await state.getStorage(account, setLengthLeft(hexToBytes(slot), 32))
      return bytesToHex(setLengthLeft(stored, 32))
    })
  }

  /** EIP-1186 proof of an account and slots of it. */
  proof(block: Block, address: Hex, slots: readonly Hex[]): Promise<Proof> {
    const keys = slots.map((slot) => setLengthLeft(hexToBytes(slot), 32))
    return this.#account(block, address, (state, account) => getMerkleStateProof(state, account, keys))
  }

  #account<T>(
    block: Block,
    address: Hex,
    read: (state: MerkleStateManager, account: Address) => Promise<T>,
  ): Promise<T> {
    return this.#at(block, () => read(this.#executor.state, createAddressFromString(address)))
  }

  #at<T>(block: Block, read: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      await this.#moveTo(block)
      return read()
    })
    this.#queue = result.catch(() => undefined)
    return result
  }

  async #moveTo({ header }: Block): Promise<void> {
    if (this.#root !== undefined && equalsBytes(this.#root, header.stateRoot)) return
    this.#root = undefined
    try {
      await this.#executor.state.setStateRoot(header.stateRoot, true)
    } catch (cause) {
      const what = `state ${bytesToHex(header.stateRoot)} is missing`
      throw ledgerError('LEDGER_CORRUPT', { block: header.number.toString(), what }, cause)
    }
    this.#root = header.stateRoot
  }
}
