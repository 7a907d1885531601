import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { eventsPath } from '../api.ts'

const QUIET_MS = 1000

/** One stream for the open project; what was read is read again at most once a second while blocks arrive. */
export function useProjectEvents(slug: string): void {
  const cache = useQueryClient()
  useEffect(() => {
    const stream = new EventSource(eventsPath(slug))
    let waiting: number | undefined
    const refresh = () => {
      waiting ??= window.setTimeout(() => {
        waiting = undefined
        // What is under way is newer than the block: to break it off would only delay the first page.
        void cache.invalidateQueries(
          { predicate: ({ queryKey }) => isOfProject(queryKey[0], slug) },
          { cancelRefetch: false },
        )
      }, QUIET_MS)
    }
    stream.addEventListener('block', refresh)
    return () => {
      stream.close()
      window.clearTimeout(waiting)
    }
  }, [cache, slug])
}

/** Whether a cached address is a project's, and can change with a block. A reading and its proof can't. */
function isOfProject(path: unknown, slug: string): boolean {
  return typeof path === 'string' && path.startsWith(`/api/projects/${slug}/`) && !path.includes('/readings/')
}
