import {
  allocateSample,
  sampleSize,
  sampleSizeOfProportion,
  stratifiedSampleSize,
  type Allocation,
  type SampleSize,
} from '@tcctv/methodology'
import { valueAt } from './bind-case.ts'
import type { Binding } from './binding.ts'
import type { CaseValue, PublishedCase } from './case-file.ts'
import type { Found } from './judge-case.ts'

/** The sampling functions of the library, by the name that stands in a binding in the place of a methodology. */
const FUNCTIONS = {
  'sample-size': (inputs: object) => sampleSize(inputs as Parameters<typeof sampleSize>[0]),
  'sample-size-proportion': (inputs: object) =>
    sampleSizeOfProportion(inputs as Parameters<typeof sampleSizeOfProportion>[0]),
  'sample-size-stratified': (inputs: object) =>
    stratifiedSampleSize(inputs as Parameters<typeof stratifiedSampleSize>[0]),
  'allocate-proportional': (inputs: object) => allocate(inputs, 'proportional'),
  'allocate-neyman': (inputs: object) => allocate(inputs, 'neyman'),
} as const // each function checks the texts that it is given

function allocate(inputs: object, method: 'proportional' | 'neyman'): Allocation {
  const { size, strata } = inputs as { size: string; strata: Parameters<typeof allocateSample>[1] }
  return allocateSample(size, strata, method)
}

/** Whether a binding asks for a sampling function. */
export function isSampling({ methodology }: Binding): boolean {
  return Object.hasOwn(FUNCTIONS, methodology)
}

/** Inputs of a sampling function: `inputs` maps to its fields, `strata.population` takes an object by stratum. */
export function samplingInputs(published: PublishedCase, binding: Binding): object {
  const fields: { [name: string]: CaseValue } = {}
  const strata = new Map<string, { [name: string]: CaseValue }>()
  for (const [source, target] of Object.entries(binding.inputs)) {
    const found = valueAt(published, source)
    const field = /^strata\.(\w+)$/.exec(String(target))?.[1]
    if (field === undefined) fields[String(target)] = found
    else
      for (const [id, of] of Object.entries(found)) strata.set(id, { ...strata.get(id), id, [field]: of as CaseValue })
  }
  const all = strata.size === 0 ? {} : { strata: [...strata.values()] }
  return { schema: 'tcctv-sample-size/1', ...fields, ...all }
}

/**
 * What a sampling function gives at each target: `size`, `steps.<index>` (before it is rounded up), `total`,
 * `strata.<id>`, `shares.<id>` (before it is rounded up).
 *
 * @throws {TcctvError} SAMPLE_INVALID
 */
export function samplingResult(binding: Binding, inputs: object): (target: string) => Found | undefined {
  const name = Object.keys(FUNCTIONS).find((known) => known === binding.methodology) as keyof typeof FUNCTIONS
  const result = FUNCTIONS[name](inputs)
  return (target) => {
    const amount = 'steps' in result ? sizeAt(result, target) : allocationAt(result, target)
    return amount === undefined ? undefined : { amount, unit: '1' }
  }
}

function sizeAt({ size, steps }: SampleSize, target: string): string | undefined {
  const step = /^steps\.(\d+)$/.exec(target)?.[1]
  return step === undefined ? size : steps[Number(step)]?.exact
}

function allocationAt({ total, strata }: Allocation, target: string): string | undefined {
  const [kind, id] = target.split('.')
  if (kind === 'total') return total
  const stratum = strata.find((one) => one.id === id)
  return kind === 'shares' ? stratum?.exact : stratum?.size
}
