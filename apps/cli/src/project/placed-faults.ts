import { TcctvError } from '@tcctv/units'
import { z } from 'zod'

const faultsSchema = z.array(
  z.object({
    path: z.string(),
    line: z.number(),
    column: z.number(),
    code: z.string(),
    found: z.string(),
    expected: z.string(),
  }),
)
type Faults = z.infer<typeof faultsSchema>

/** Faults of a document as a compiler prints them: file, line, column. */
export function faultLines(path: string, faults: readonly Faults[number][]): string {
  return faults
    .map(
      ({ path: part, line, column, code, found, expected }) =>
        `${path}:${line}:${column} ${code} ${part}\n  found ${found}, expected ${expected}\n`,
    )
    .join('')
}

/** Does the work; faults that a service found in the document are printed with their places, and the exit code is 1. */
export async function orPlacedFaults(path: string, work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (cause) {
    const faults = cause instanceof TcctvError && cause.code === 'PDD_FAULTS' ? cause.details['faults'] : undefined
    const placed = faultsSchema.safeParse(faults)
    if (!placed.success) throw cause
    process.stdout.write(faultLines(path, placed.data))
    return 1
  }
}
