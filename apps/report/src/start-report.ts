import { ensureKeyFile, listen, type Logger, type RunningService } from '@tcctv/service'
import { join } from 'node:path'
import { reportApp } from './app.ts'
import { connectProject } from './chain/connect-project.ts'
import type { ReportConfig } from './config.ts'
import { openReportKey } from './report-key.ts'
import { ReportStore } from './store/report-store.ts'

/** Opens the report key and the stored reports, and listens. */
export async function startReport(config: ReportConfig, logger: Logger): Promise<RunningService> {
  const directory = config.TCCTV_DATA_DIR
  const masterKey = ensureKeyFile(config.TCCTV_ASSERTION_KEY_FILE ?? join(directory, 'run', 'assertion.key'))
  const account = openReportKey(join(directory, 'report', 'key'))
  const sockets = config.TCCTV_PROJECT_SOCKETS ?? join(directory, 'run')
  const app = reportApp({
    logger,
    masterKey,
    account,
    store: new ReportStore(join(directory, 'report', 'reports')),
    connect: (slug) => connectProject({ slug, socketPath: join(sockets, `project-${slug}.sock`), masterKey }),
  })
  logger.info({ address: account.address }, 'report key opened')
  return listen(app, { socketPath: config.TCCTV_SOCKET ?? join(directory, 'run', 'report.sock') })
}
