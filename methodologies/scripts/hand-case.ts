import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Evaluate, Methodology } from '@tcctv/methodology'
import { readMethodologyOf } from './binding.ts'
import { runEngines } from './engines.ts'
import { samplingResult } from './sampling-case.ts'

/** How a case computed by hand came out: figures that were compared, and those that differ or have no result. */
export type HandVerdict = {
  readonly methodology: string
  readonly note: string
  readonly figures: number
  readonly wrong: readonly string[]
}

type HandInputs = {
  readonly methodology: string
  readonly note: string
  readonly expected: {
    readonly periods: readonly { readonly id: string; readonly equations: Readonly<Record<string, string>> }[]
    readonly issuance?: Readonly<Record<string, Readonly<Record<string, string>>>>
  }
}
type SampleInputs = {
  readonly function: string
  readonly note: string
  readonly inputs: object
  readonly expected: Readonly<Record<string, string>>
}

/** Ids of the files of a folder that end in `ending`, without it. */
export function idsOf(folder: string, ending: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted()
}

/**
 * Runs `<id>.inputs.json` of a folder on all engines and compares every figure written by hand, issuance included; the
 * document stands beside it, or in the library. An engine that differs from the reference is in `wrong` too.
 */
export async function judgeHand(folder: string, id: string, contract: Evaluate): Promise<HandVerdict> {
  const inputs = JSON.parse(readFileSync(join(folder, `${id}.inputs.json`), 'utf8')) as HandInputs // checked when it runs
  const methodology = documentOf(folder, inputs.methodology)
  const [reference, ...others] = await runEngines(methodology, inputs, contract)
  const differing = others.filter(({ periods }) => JSON.stringify(periods) !== JSON.stringify(reference.periods))
  return {
    methodology: methodology.id,
    note: inputs.note,
    figures: figuresOf(inputs),
    wrong: [
      ...reference.differences.map((one) => `${one.period} ${one.equation}: ${one.computed}, by hand ${one.printed}`),
      ...differing.map(({ engine }) => `${engine} and reference differ`),
    ],
  }
}

/** Runs `<id>.sample.json`: a sampling function of the library with results by target, see `samplingResult`. */
export function judgeSample(folder: string, id: string): HandVerdict {
  const sample = JSON.parse(readFileSync(join(folder, `${id}.sample.json`), 'utf8')) as SampleInputs // functions check it
  const found = samplingResult(
    { case: id, methodology: sample.function, periods: [], inputs: {}, outputs: {} },
    sample.inputs,
  )
  const expected = Object.entries(sample.expected)
  return {
    methodology: sample.function,
    note: sample.note,
    figures: expected.length,
    wrong: expected.flatMap(([target, byHand]) => {
      const amount = found(target)?.amount
      return amount === byHand ? [] : [`${target}: ${amount ?? 'nothing'}, by hand ${byHand}`]
    }),
  }
}

function documentOf(folder: string, reference: string): Methodology {
  const [id = '', version] = reference.split('@')
  const found = readMethodologyOf(folder, { case: id, methodology: id, periods: [], inputs: {}, outputs: {} })
  if (found.version !== version) throw new Error(`${reference}: the document is version ${found.version}`)
  return found
}

function figuresOf({ expected: { periods, issuance = {} } }: HandInputs): number {
  const rows = [...periods.map(({ equations }) => equations), ...Object.values(issuance)]
  return rows.reduce((count, row) => count + Object.keys(row).length, 0)
}
