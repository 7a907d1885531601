import { sampleSize, sampleSizeOfProportion, type SampleSize } from '@tcctv/methodology'
import { parseOptions, printJson } from '../arguments.ts'
import { cliError } from '../errors.ts'

/** `tcctv methodology sample-size` */
export async function sample(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, {
    mean: { type: 'string' },
    sd: { type: 'string' },
    proportion: { type: 'string' },
    confidence: { type: 'string', default: '0.90' },
    precision: { type: 'string', default: '0.10' },
    population: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const { mean, sd, proportion, confidence, precision, population } = values
  const target = { confidence, precision, ...(population === undefined ? {} : { population }) }
  const isMean = mean !== undefined && sd !== undefined && proportion === undefined
  if (!isMean && (proportion === undefined || mean !== undefined || sd !== undefined))
    throw cliError('USAGE', { what: 'expected --mean with --sd, or --proportion alone' })
  const size = isMean
    ? sampleSize({ mean, standardDeviation: sd, ...target })
    : sampleSizeOfProportion({ proportion: proportion ?? '', ...target })
  if (values.json) printJson(size)
  else process.stdout.write(textOf(size, confidence, precision))
  return 0
}

function textOf({ size, isCycle, steps }: SampleSize, confidence: string, precision: string): string {
  const lines = steps.map(
    ({ degreesOfFreedom, quantile, exact, size: step }) =>
      `  ${degreesOfFreedom === null ? 'normal' : `t with ${degreesOfFreedom} degrees of freedom`} ${quantile}: ${exact.slice(0, 12)}, rounded up ${step}`,
  )
  const cycle = isCycle ? ' (the steps do not settle; the largest of them stands)' : ''
  return `${lines.join('\n')}\nsample size ${size}${cycle}, confidence ${confidence}, precision ${precision}\n`
}
