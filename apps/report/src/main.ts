import { createLogger, readConfig, runService } from '@tcctv/service'
import { reportConfigSchema } from './config.ts'
import { startReport } from './start-report.ts'

await runService(() => {
  const config = readConfig(reportConfigSchema, process.env)
  return startReport(config, createLogger({ name: 'report', level: config.TCCTV_LOG_LEVEL }))
})
