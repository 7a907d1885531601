import { encodeDeployData, type Hex } from 'viem'
import { ledgerAddresses } from './chain-rules.ts'
import { projectLedgerAbi, projectLedgerBytecode } from './generated/project-ledger.ts'
import { quantifierBytecode } from './generated/quantifier.ts'
import { readingsAbi, readingsBytecode } from './generated/readings.ts'
import { rulesBytecode } from './generated/rules.ts'
import { spineAbi, spineBytecode } from './generated/spine.ts'

/** A key of the project's first parties, with its role's number. */
export type FirstParty = { readonly key: Hex; readonly role: number }
/** What each transaction of block 1 sends, in this order. */
export type Deployment = {
  readonly quantifier: Hex
  readonly rules: Hex
  readonly readings: Hex
  readonly spine: Hex
  readonly ledger: Hex
}

/**
 * Creation code and arguments of a project's five contracts, to be sent by the relayer's first five transactions in
 * the order of the keys. Each contract names the ones before it by address, so the order decides.
 *
 * @example Object.values(deploymentOf(relayer, parties)).map((data) => ({ to: null, data }))
 */
export function deploymentOf(relayer: Hex, parties: readonly FirstParty[]): Deployment {
  const { quantifier, rules, readings, spine } = ledgerAddresses(relayer)
  return {
    quantifier: quantifierBytecode,
    rules: rulesBytecode,
    readings: encodeDeployData({ abi: readingsAbi, bytecode: readingsBytecode, args: [quantifier] }),
    spine: encodeDeployData({ abi: spineAbi, bytecode: spineBytecode, args: [quantifier, rules, readings] }),
    ledger: encodeDeployData({
      abi: projectLedgerAbi,
      bytecode: projectLedgerBytecode,
      args: [quantifier, rules, spine, parties],
    }),
  }
}
