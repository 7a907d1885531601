import { LOG_LEVELS } from '@tcctv/service'
import { z } from 'zod'

/** Settings of the report process. */
export const reportConfigSchema = z.object({
  TCCTV_DATA_DIR: z.string().min(1),
  /** Default: `run/report.sock` in the data directory. */
  TCCTV_SOCKET: z.string().min(1).optional(),
  /** Master key of the internal assertions, shared with the gateway. Default: `run/assertion.key`; made when missing. */
  TCCTV_ASSERTION_KEY_FILE: z.string().min(1).optional(),
  /** Directory with `project-<slug>.sock` of every project. Default: `run` in the data directory. */
  TCCTV_PROJECT_SOCKETS: z.string().min(1).optional(),
  TCCTV_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
})
export type ReportConfig = Readonly<z.infer<typeof reportConfigSchema>>
