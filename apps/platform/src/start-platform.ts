import { deriveKey, ensureKeyFile, listen, serviceClient, type Logger, type RunningService } from '@tcctv/service'
import { openPlatformStore } from '@tcctv/store'
import { join } from 'node:path'
import type { z } from 'zod'
import { platformApp } from './app.ts'
import type { platformConfigSchema } from './config.ts'
import { ProcessLauncher } from './launcher/process.ts'
import { Provisioner } from './provisioning/provisioner.ts'
import { RiskWatch } from './risk/risk-watch.ts'
import { ensureFirstOperator } from './sign-in/first-operator.ts'
import { LoginLimit } from './sign-in/login-limit.ts'

/** Opens store and launcher, makes the first operator, resumes interrupted provisioning, and listens. */
export async function startPlatform(
  config: Readonly<z.infer<typeof platformConfigSchema>>,
  logger: Logger,
): Promise<RunningService> {
  const dataDirectory = config.TCCTV_DATA_DIR
  const masterKey = ensureKeyFile(config.TCCTV_ASSERTION_KEY_FILE ?? join(dataDirectory, 'run', 'assertion.key'))
  const db = await openPlatformStore(join(dataDirectory, 'platform', 'platform.sqlite'))
  const launcher = new ProcessLauncher({
    dataDirectory,
    command: config.TCCTV_PROJECT_MAIN,
    oldSpaceMb: config.TCCTV_PROJECT_OLD_SPACE_MB,
    logLevel: config.TCCTV_LOG_LEVEL,
    logger,
  })
  const nowS = () => Math.floor(Date.now() / 1000)
  const directorySocket = config.TCCTV_DIRECTORY_SOCKET ?? join(dataDirectory, 'run', 'directory.sock')
  const riskWatch = new RiskWatch({
    db,
    directory: serviceClient({ socketPath: directorySocket }, 'directory'),
    assertionKey: deriveKey(masterKey, 'directory'),
    intervalS: config.TCCTV_RISK_INTERVAL_S,
    logger,
    nowS,
  })
  const provisioner = new Provisioner({ db, launcher, dataDirectory, masterKey, logger })
  const file = join(dataDirectory, 'platform', 'first-sign-in.json')
  const isFirst = await ensureFirstOperator(db, { email: config.TCCTV_FIRST_OPERATOR_EMAIL, file, nowS: nowS() })
  if (isFirst) logger.info({ file }, 'first operator made; password in file')
  const app = platformApp(
    { db, launcher, provisioner, riskWatch, loginLimit: new LoginLimit(), nowS },
    { logger, masterKey },
  )
  const server = await listen(app, { socketPath: config.TCCTV_SOCKET ?? join(dataDirectory, 'run', 'platform.sock') })
  // Only now: a second platform on this directory has failed at the socket.
  await provisioner.resumeAll()
  riskWatch.start()
  return {
    address: server.address,
    close: async () => {
      // Together: an open progress stream ends only when its run does.
      await Promise.all([server.close(), provisioner.close(), riskWatch.close()])
      await db.destroy()
    },
  }
}
