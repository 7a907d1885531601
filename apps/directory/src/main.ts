import { createLogger, readConfig, runService } from '@tcctv/service'
import { directoryConfigSchema } from './config.ts'
import { startDirectory } from './start-directory.ts'

await runService(() => {
  const config = readConfig(directoryConfigSchema, process.env)
  return startDirectory(config, createLogger({ name: 'directory', level: config.TCCTV_LOG_LEVEL }))
})
