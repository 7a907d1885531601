import { RISK_LEVELS, type RiskLevel } from '@tcctv/matching'
import { Directory, type LevelChange } from './directory.ts'
import { readDecisionBook } from './store/decisions.ts'
import { writeLevelChanges } from './store/level-changes.ts'
import { generationOf, type DirectoryDb } from './store/open-store.ts'
import { readProjects } from './store/read-projects.ts'
import { readSnapshot, writeSnapshot } from './store/snapshot.ts'
import { reassessWatched } from './watched.ts'

/** More changes than this are faster indexed anew. */
const MAX_INCREMENTAL = 2000
/** What is rare among titles is counted when the index is made: it can grow by this share before it is made anew. */
const MAX_GROWTH = 0.1

/** What a change of the store did to the directory. */
export type Refreshed = {
  readonly projectCount: number
  readonly tookMs: number
  /** Projects whose level rose, those of the platform first. */
  readonly raised: readonly LevelChange[]
}

/** The directory being served. One change at a time; requests are answered from the state before until it is done. */
export class LiveDirectory {
  readonly #db: DirectoryDb
  #current = new Directory([], '0')
  #isReady = false
  #savedGeneration: string | undefined
  #queue: Promise<unknown> = Promise.resolve()

  constructor(db: DirectoryDb) {
    this.#db = db
  }

  get current(): Directory {
    return this.#current
  }

  get isReady(): boolean {
    return this.#isReady
  }

  /** Reads the store and builds index and risks anew. The old directory answers until then. */
  reload(at: string): Promise<Refreshed> {
    return this.#inTurn(() => this.#rebuild(at, 'start'))
  }

  /**
   * Takes in what an import or a decision changed: the projects of some keys, and those whose risk hangs on them.
   * Changes of levels are kept in the store with their cause.
   */
  refresh(keys: ReadonlySet<string>, cause: string, at: string): Promise<Refreshed> {
    return this.#inTurn(() =>
      keys.size > Math.min(MAX_INCREMENTAL, this.#current.size * MAX_GROWTH)
        ? this.#rebuild(at, cause)
        : this.#update([...keys], cause, at),
    )
  }

  /** Waits for the change under way, and keeps what was computed for the next start. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      const { generation, snapshot } = this.#current
      if (this.#isReady && generation !== this.#savedGeneration) await writeSnapshot(this.#db, generation, snapshot)
      this.#savedGeneration = generation
    })
  }

  async #update(keys: readonly string[], cause: string, at: string): Promise<Refreshed> {
    const startMs = performance.now()
    const [projects, generation, decisions] = [
      await readProjects(this.#db, keys),
      await generationOf(this.#db),
      await readDecisionBook(this.#db),
    ]
    const changes = this.#current.update(projects, generation, decisions)
    return this.#noted(changes, cause, at, startMs)
  }

  async #rebuild(at: string, cause: string): Promise<Refreshed> {
    const startMs = performance.now()
    const [projects, generation, decisions] = [
      await readProjects(this.#db),
      await generationOf(this.#db),
      await readDecisionBook(this.#db),
    ]
    const before = this.#current
    const snapshot = this.#isReady ? undefined : await readSnapshot(this.#db, generation)
    this.#current = new Directory(projects, generation, decisions, snapshot)
    if (snapshot === undefined) await writeSnapshot(this.#db, generation, this.#current.snapshot)
    this.#savedGeneration = generation
    const changes = this.#isReady
      ? differences(
          before,
          this.#current,
          projects.map(({ registry, registryProjectId }) => `${registry}/${registryProjectId}`),
        )
      : []
    this.#isReady = true
    return this.#noted(changes, cause, at, startMs)
  }

  async #noted(changes: readonly LevelChange[], cause: string, at: string, startMs: number): Promise<Refreshed> {
    const own = await reassessWatched(this.#db, this.#current, at)
    await writeLevelChanges(this.#db, [...own, ...changes], cause, at)
    return {
      projectCount: this.#current.size,
      tookMs: Math.round(performance.now() - startMs),
      raised: [...own, ...changes].filter(isRaised),
    }
  }

  #inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = this.#queue.then(run)
    this.#queue = result.catch(() => undefined) // its caller has the error; the next change begins all the same
    return result
  }
}

function differences(before: Directory, after: Directory, keys: readonly string[]): LevelChange[] {
  return keys.flatMap((project) => {
    const [from, to] = [before.levelOf(project) ?? 'none', after.levelOf(project) ?? 'none']
    return from === to ? [] : [{ project, from, to }]
  })
}

function isRaised({ from, to }: { readonly from: RiskLevel; readonly to: RiskLevel }): boolean {
  return RISK_LEVELS.indexOf(to) < RISK_LEVELS.indexOf(from)
}
