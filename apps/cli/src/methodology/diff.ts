import {
  diffMethodologies,
  referenceEngine,
  runInputs,
  type InputsDocument,
  type Methodology,
} from '@tcctv/methodology'
import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import { parseOptions, printJson, required } from '../arguments.ts'
import { readInputs, readMethodology } from './documents.ts'

type ResultChange = {
  readonly period: string
  readonly equation: string
  readonly unit: string
  readonly before: string | null
  readonly after: string | null
  readonly difference: string | null
}

/** `tcctv methodology diff` */
export async function diff(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    inputs: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const before = readMethodology(required(positionals, 0, '<before.yaml>'))
  const after = readMethodology(required(positionals, 1, '<after.yaml>'))
  const changes = diffMethodologies(before, after)
  const results = values.inputs === undefined ? [] : await resultsOf(before, after, readInputs(values.inputs))
  if (values.json) printJson({ changes, results })
  else print(changes, results)
  return changes.length === 0 ? 0 : 1
}

async function resultsOf(before: Methodology, after: Methodology, inputs: InputsDocument): Promise<ResultChange[]> {
  const [left, right] = [await evaluated(before, inputs), await evaluated(after, inputs)]
  return [...new Set([...left.keys(), ...right.keys()])].flatMap((key) => {
    const [one, other] = [left.get(key), right.get(key)]
    if (one?.value === other?.value) return []
    const [period = '', equation = ''] = key.split('/')
    const difference =
      one === undefined || other === undefined
        ? null
        : formatFixed((parseFixed(other.value) - parseFixed(one.value)) as Fixed)
    const unit = other?.unit ?? one?.unit ?? ''
    return [{ period, equation, unit, before: one?.value ?? null, after: other?.value ?? null, difference }]
  })
}

async function evaluated(methodology: Methodology, inputs: InputsDocument) {
  const { periods } = await runInputs(methodology, inputs, 'reference', referenceEngine(methodology, inputs))
  return new Map(
    periods.flatMap(({ id, equations }) =>
      Object.entries(equations).map(([equation, result]) => [`${id}/${equation}`, result] as const),
    ),
  )
}

function print(changes: ReturnType<typeof diffMethodologies>, results: readonly ResultChange[]): void {
  const out = (line: string): void => void process.stdout.write(`${line}\n`)
  if (changes.length === 0) out('no difference')
  for (const { path, kind, before, after } of changes) {
    out(`${kind} ${path}`)
    if (before !== undefined) out(`  - ${before}`)
    if (after !== undefined) out(`  + ${after}`)
  }
  if (results.length > 0) out('\nresults')
  for (const { period, equation, unit, before, after, difference } of results)
    out(
      `  ${period} ${equation}: ${before ?? 'nothing'} → ${after ?? 'nothing'} ${unit}${difference === null ? '' : ` (${signed(difference)})`}`,
    )
}

const signed = (difference: string): string => (difference.startsWith('-') ? difference : `+${difference}`)
