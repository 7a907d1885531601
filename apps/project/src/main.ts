import { createLogger, readConfig, runService } from '@tcctv/service'
import { projectConfigSchema } from './config.ts'
import { startProject } from './start-project.ts'

await runService(() => {
  const config = readConfig(projectConfigSchema, process.env)
  return startProject(config, createLogger({ name: 'project', level: config.TCCTV_LOG_LEVEL }))
})
