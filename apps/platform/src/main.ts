import { createLogger, readConfig, runService } from '@tcctv/service'
import { platformConfigSchema } from './config.ts'
import { startPlatform } from './start-platform.ts'

await runService(() => {
  const config = readConfig(platformConfigSchema, process.env)
  return startPlatform(config, createLogger({ name: 'platform', level: config.TCCTV_LOG_LEVEL }))
})
