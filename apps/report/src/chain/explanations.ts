import type { Hex } from '@tcctv/ledger'
import type { ChainRecord } from '@tcctv/proof'
import type { ProjectConnection } from './connect-project.ts'

/** Explanations are documents of a period's first two moves: to `frozen` and to `reported`. */
const LAST_MOVE = 2

/**
 * Documents of the proponent's moves of periods, by their hash on the chain. Which of them explains an increase is read
 * from its content. A document that the project does not keep is left out.
 */
export async function explanationsOf(
  project: Pick<ProjectConnection, 'evidence'>,
  records: readonly ChainRecord[],
): Promise<ReadonlyMap<Hex, string>> {
  const found = new Map<Hex, string>()
  for (const { events } of records)
    for (const event of events) {
      if (event.eventName !== 'PeriodMoved' || event.args.to > LAST_MOVE) continue
      const document = await project.evidence(event.args.content)
      if (document !== undefined) found.set(event.args.content, document)
    }
  return found
}
