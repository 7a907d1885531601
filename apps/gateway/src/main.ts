import { createLogger, readConfig, runService } from '@tcctv/service'
import { gatewayConfigSchema } from './config.ts'
import { startGateway } from './start-gateway.ts'

await runService(() => {
  const config = readConfig(gatewayConfigSchema, process.env)
  return startGateway(config, createLogger({ name: 'gateway', level: config.TCCTV_LOG_LEVEL }))
})
