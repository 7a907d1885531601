import { z } from 'zod'
import { wrapped } from '../terminal.ts'

export const differenceSchema = z.object({
  comparedWith: z.number().nullable(),
  changes: z.array(
    z.object({
      path: z.string(),
      kind: z.enum(['added', 'removed', 'changed']),
      before: z.string().nullable(),
      after: z.string().nullable(),
      enters: z.enum(['equation', 'tolerance', 'mapping', 'commitment', 'words']),
      needsRegistry: z.boolean(),
    }),
  ),
  calculatesAlike: z.boolean(),
  needsRegistry: z.boolean(),
})
type Difference = z.infer<typeof differenceSchema>

const ENTERS: Readonly<Record<Difference['changes'][number]['enters'], string>> = {
  equation: 'enters an equation',
  tolerance: 'enters a tolerance',
  mapping: 'enters the mapping of readings',
  commitment: 'was validated, not calculated with',
  words: 'words only',
}

/** The difference of two documents, as `tcctv methodology diff` shows it, with what each change enters. */
export function differenceText(difference: Difference, columns: number = process.stdout.columns ?? 100): string {
  const { comparedWith, changes, calculatesAlike, needsRegistry } = difference
  const lines = changes.flatMap(({ path, kind, before, after, enters }) => [
    wrapped('', `${kind} ${path}: ${ENTERS[enters]}`, columns),
    ...(before === null ? [] : [wrapped('  - ', before, columns)]),
    ...(after === null ? [] : [wrapped('  + ', after, columns)]),
  ])
  const against = comparedWith === null ? 'the first document' : `version ${comparedWith}`
  const summary =
    changes.length === 0
      ? `no difference to ${against}`
      : `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} to ${against}: ${
          calculatesAlike ? 'nothing is calculated otherwise' : 'it calculates otherwise'
        }, ${needsRegistry ? 'the registry has to judge it' : 'no change that the registry has to judge'}`
  return `${lines.join('')}${wrapped('', summary, columns)}`
}
