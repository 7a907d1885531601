import { join } from 'node:path'
import type { LocalDay } from '@tcctv/units'
import type { Documents } from '../documents.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'
import { ImpactJob, startReplay, type DocumentTexts, type ImpactLine, type ImpactOrder } from './impact-job.ts'
import type { Impact } from './impact.ts'

const KEPT = 16

/** Impacts of a project: one replay at a time, results kept while the chain stays where it is. */
export class ImpactJobs {
  readonly #kept = new Map<string, Impact>()
  readonly #start: typeof startReplay
  #job: ImpactJob | undefined

  constructor(start = startReplay) {
    this.#start = start
  }

  /**
   * The impact of a document from a day on: lines of progress, then the result. The replay ends when nobody reads it.
   *
   * @throws {TcctvError} IMPACT_BUSY while another one runs; what the replay refuses
   */
  async *measure(project: Project, documents: Documents, fromDay: LocalDay): AsyncGenerator<ImpactLine, void> {
    const { number: headBlock } = await project.chain.head()
    const key = `${documents.version.documentHash}/${fromDay}/${headBlock}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) {
      yield { impact: kept, isCached: true }
      return
    }
    for await (const line of this.#jobOf(key, project, { documents, fromDay, headBlock }).follow()) {
      if ('impact' in line) this.#keep(key, line.impact)
      yield line
    }
  }

  #jobOf(
    key: string,
    project: Project,
    ask: { readonly documents: Documents; readonly fromDay: LocalDay; readonly headBlock: number },
  ): ImpactJob {
    const running = this.#job?.isEnded === false ? this.#job : undefined
    if (running?.key === key) return running
    if (running !== undefined) throw projectError('IMPACT_BUSY', {})
    const { directory, genesis, nowS } = project
    if (genesis === null) throw projectError('IMPACT_ON_NETWORK', {})
    const { documents, fromDay, headBlock } = ask
    const order = { texts: textsOf(project, documents), fromDay, headBlock, nowS: nowS() }
    this.#job = new ImpactJob(key, this.#start({ directory: join(directory, 'chain'), genesis, ...order }))
    return this.#job
  }

  #keep(key: string, impact: Impact): void {
    this.#kept.set(key, impact)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }
}

/** A thread has no part in this one's documents: it compiles the texts again when it needs one. */
function textsOf({ versions, readModel }: Project, draft: Documents): ImpactOrder['texts'] {
  const texts = ({ methodologyYaml, pddYaml }: Documents): DocumentTexts => ({ methodologyYaml, pddYaml })
  const kept = readModel.versions.all().filter(({ chain }) => versions.isKept(chain.documentHash))
  return [texts(draft), ...kept.map(({ index }) => texts(versions.of(index)))]
}
