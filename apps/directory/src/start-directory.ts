import { deriveKey, ensureKeyFile, listen, type Logger, type RunningService } from '@tcctv/service'
import { join } from 'node:path'
import type { DirectoryConfig } from './config.ts'
import { openDirectoryStore } from './store/open-store.ts'
import { loadFixture } from './load-fixture.ts'
import { LiveDirectory } from './live-directory.ts'
import { directoryApp } from './routes.ts'

/** Opens the store, fills an empty one with made-up projects, builds the index and listens. */
export async function startDirectory(config: DirectoryConfig, logger: Logger): Promise<RunningService> {
  const dataDirectory = config.TCCTV_DATA_DIR
  const masterKey = ensureKeyFile(config.TCCTV_ASSERTION_KEY_FILE ?? join(dataDirectory, 'run', 'assertion.key'))
  const db = await openDirectoryStore(join(dataDirectory, 'directory', 'directory.sqlite'))
  if (config.TCCTV_DIRECTORY_FIXTURE && (await loadFixture(db)) > 0) logger.info({}, 'made-up fixture data loaded')
  const live = new LiveDirectory(db)
  const { projectCount, tookMs } = await live.reload(new Date().toISOString())
  logger.info({ projectCount, tookMs }, 'directory indexed')
  const app = directoryApp({
    db,
    live,
    logger,
    assertionKey: deriveKey(masterKey, 'directory'),
    cursorKey: deriveKey(masterKey, 'directory-cursor'),
    importLimitBytes: config.TCCTV_IMPORT_LIMIT_BYTES,
    nowS: () => Date.now() / 1000,
  })
  const server = await listen(app, { socketPath: config.TCCTV_SOCKET ?? join(dataDirectory, 'run', 'directory.sock') })
  return {
    address: server.address,
    close: async () => {
      await server.close()
      await live.close()
      await db.destroy()
    },
  }
}
