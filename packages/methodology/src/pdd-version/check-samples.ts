import { TcctvError } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import { compare, rationalOf } from '../program/rational.ts'
import { sampleSize } from '../sampling/sample-size.ts'

type Sample = NonNullable<Pdd['samples']>[string]

/**
 * Checks the records of samples whose mean stands as a constant in place of a monitored parameter: the sample was large
 * enough for its precision and confidence (R12), the constant is its mean in its unit, and a live project has a sample
 * for every constant of a `sampled` parameter. Not checked: that the sample was drawn as it says.
 */
export function checkSamples(pdd: Pdd, methodology: Methodology, sink: FaultSink): void {
  const samples = pdd.samples ?? {}
  for (const [id, sample] of Object.entries(samples)) {
    const path = ['samples', id]
    if (!Object.hasOwn(methodology.monitored, id))
      sink.add(path, 'NAME', id, `one of ${Object.keys(methodology.monitored).join(', ')}`)
    checkSize(path, sample, sink)
    const constant = pdd.constants?.[id]
    if (constant === undefined || constant.unit !== sample.unit || !isSame(constant.value, sample.mean))
      sink.add(
        ['constants', id],
        'SAMPLE',
        constant === undefined ? 'nothing' : `${constant.value} ${constant.unit}`,
        `${sample.mean} ${sample.unit}, the mean of its sample`,
      )
  }
  if (pdd.purpose !== 'project') return
  for (const id of Object.keys(pdd.constants ?? {}))
    if (methodology.monitored[id]?.kind === 'sampled' && !Object.hasOwn(samples, id))
      sink.add(['samples', id], 'MISSING', 'nothing', `the record of the sample that ${id} comes from`)
}

function checkSize(path: readonly string[], sample: Sample, sink: FaultSink): void {
  const { mean, standard_deviation: standardDeviation, precision, confidence, population, size } = sample
  try {
    const target = {
      mean,
      standardDeviation,
      precision,
      confidence,
      ...(population === undefined ? {} : { population }),
    }
    const { size: needed } = sampleSize(target)
    if (compare(rationalOf(size), rationalOf(needed)) < 0)
      sink.add([...path, 'size'], 'SAMPLE', size, `at least ${needed}, for ${confidence} and ${precision}`)
  } catch (fault) {
    if (!(fault instanceof TcctvError)) throw fault
    sink.add(path, 'SAMPLE', `${mean} ± ${standardDeviation}`, fault.message)
  }
}

function isSame(left: string, right: string): boolean {
  return compare(rationalOf(left), rationalOf(right)) === 0
}
