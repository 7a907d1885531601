import { LOG_LEVELS } from '@tcctv/service'
import { z } from 'zod'

const commandSchema = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown // checked by the next schema of the pipe
    } catch {
      context.addIssue('not JSON; expected an array of command parts')
      return z.NEVER
    }
  })
  .pipe(z.array(z.string()).min(1))

/** Settings of the platform process. */
export const platformConfigSchema = z.object({
  TCCTV_DATA_DIR: z.string().min(1),
  /** Default: `run/platform.sock` in the data directory. */
  TCCTV_SOCKET: z.string().min(1).optional(),
  /** Master key of the internal assertions, shared with the gateway. Default: `run/assertion.key`; made when missing. */
  TCCTV_ASSERTION_KEY_FILE: z.string().min(1).optional(),
  /** Command that runs a project process, as JSON array. `node` stands for the Node that runs the platform. */
  TCCTV_PROJECT_MAIN: commandSchema,
  TCCTV_PROJECT_OLD_SPACE_MB: z.coerce.number().int().min(64).default(512),
  /** Default: `run/directory.sock` in the data directory. */
  TCCTV_DIRECTORY_SOCKET: z.string().min(1).optional(),
  /** Seconds between two questions to the directory about the risk of the projects. */
  TCCTV_RISK_INTERVAL_S: z.coerce.number().int().min(1).max(86_400).default(60),
  TCCTV_FIRST_OPERATOR_EMAIL: z.string().default('operator@localhost'),
  TCCTV_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
})
