import type { Logger } from '@tcctv/service'
import type { z } from 'zod'
import type { DirectoryDb } from '../store/open-store.ts'
import type { LiveDirectory } from '../live-directory.ts'

/** What the routes work with. */
export type Parts = {
  readonly db: DirectoryDb
  readonly live: LiveDirectory
  readonly logger: Logger
  /** Key of the assertions the gateway signs for this process. */
  readonly assertionKey: Uint8Array
  readonly cursorKey: Uint8Array
  readonly importLimitBytes: number
  readonly nowS: () => number
}

/** A JSON answer of a route. */
export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}
