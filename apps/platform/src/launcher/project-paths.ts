import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const SOCKET_PATH_LIMIT = 103

/** Where a project's files are. */
export type ProjectPaths = {
  readonly directory: string
  readonly socket: string
  readonly assertionKey: string
  readonly pidFile: string
  readonly log: string
}

export function projectPaths(dataDirectory: string, slug: string): ProjectPaths {
  const directory = join(dataDirectory, 'projects', slug)
  return {
    directory,
    socket: socketPath(dataDirectory, `project-${slug}.sock`),
    assertionKey: join(directory, 'assertion.key'),
    pidFile: join(directory, 'process.json'),
    log: join(directory, 'log', 'project.log'),
  }
}

/** A socket in the data directory, or in a short directory named by its hash when the path would be too long. */
function socketPath(dataDirectory: string, name: string): string {
  const path = join(dataDirectory, 'run', name)
  if (Buffer.byteLength(path) <= SOCKET_PATH_LIMIT) return path
  const hash = createHash('sha256').update(dataDirectory).digest('hex').slice(0, 12)
  return join(tmpdir(), `tcctv-${hash}`, name)
}
