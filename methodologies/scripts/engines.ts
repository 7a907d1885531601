import {
  interpret,
  parseInputs,
  referenceEngine,
  runInputs,
  type Evaluate,
  type Methodology,
  type ResultDocument,
} from '@tcctv/methodology'
import { bindInputs, bindOutputs } from './bind-case.ts'
import { readBinding, readMethodologyOf, type Binding } from './binding.ts'
import type { PublishedCase } from './case-file.ts'
import { foundAt, judgeOutput, type Verdict } from './judge-case.ts'
import { isSampling, samplingInputs, samplingResult } from './sampling-case.ts'

/** How a case came out on every engine. `faults`: what stopped it, or where two engines differ. */
export type Judgement = {
  readonly caseId: string
  readonly verdicts: readonly Verdict[]
  readonly faults: readonly string[]
}

/** Binds and judges a case with the bindings of a folder; a fault fails every output of the case. */
export async function judgeCase(folder: string, published: PublishedCase, contract: Evaluate): Promise<Judgement> {
  try {
    const binding = readBinding(folder, published.id)
    if (binding === undefined) throw new Error('no binding')
    return await judgeBound(folder, published, binding, inputsOf(folder, published, binding), contract)
  } catch (cause) {
    return stopped(published, cause)
  }
}

/** Judges a case over inputs that were bound before. */
export async function judgeBound(
  folder: string,
  published: PublishedCase,
  binding: Binding,
  inputs: object,
  contract: Evaluate,
): Promise<Judgement> {
  const outputs = bindOutputs(published, binding)
  if (isSampling(binding)) {
    const found = samplingResult(binding, inputs)
    const verdicts = outputs.map((output) => judgeOutput(output, found(output.target)))
    return { caseId: published.id, verdicts, faults: [] }
  }
  const methodology = readMethodologyOf(folder, binding)
  const [reference, ...others] = await runEngines(methodology, inputs, contract)
  const verdicts = outputs.map((output) => judgeOutput(output, foundAt(reference, methodology, output.target)))
  const differing = others.filter(({ periods }) => JSON.stringify(periods) !== JSON.stringify(reference.periods))
  return { caseId: published.id, verdicts, faults: differing.map(({ engine }) => `${engine} and reference differ`) }
}

/** All engines over one inputs document: reference, bytecode, contract. */
export async function runEngines(
  methodology: Methodology,
  inputs: unknown,
  contract: Evaluate,
): Promise<readonly [ResultDocument, ResultDocument, ResultDocument]> {
  const document = parseInputs(inputs)
  return [
    await runInputs(methodology, document, 'reference', referenceEngine(methodology, document)),
    await runInputs(methodology, document, 'bytecode', interpret),
    await runInputs(methodology, document, 'contract', contract),
  ]
}

/** Inputs of a case: of the methodology, or of the sampling function. */
export function inputsOf(folder: string, published: PublishedCase, binding: Binding): object {
  if (isSampling(binding)) return samplingInputs(published, binding)
  return bindInputs(published, binding, readMethodologyOf(folder, binding))
}

function stopped(published: PublishedCase, cause: unknown): Judgement {
  const why = cause instanceof Error ? cause.message : String(cause)
  const verdicts = published.expected.map((output) => judgeOutput({ ...output, target: 'none' }, undefined))
  return { caseId: published.id, verdicts, faults: [why] }
}
