import { createDirectory, type Directory } from './directory.ts'
import { readProjects, type DirectoryDb } from './directory-store.ts'

/** The directory being served. An import replaces it whole; requests that run keep the one they began with. */
export class LiveDirectory {
  readonly #db: DirectoryDb
  #current: Directory = createDirectory([])
  #isReady = false

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
  async reload(): Promise<{ readonly projectCount: number; readonly tookMs: number }> {
    const startMs = performance.now()
    const projects = await readProjects(this.#db)
    this.#current = createDirectory(projects)
    this.#isReady = true
    return { projectCount: projects.length, tookMs: Math.round(performance.now() - startMs) }
  }
}
