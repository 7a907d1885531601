import { LOG_LEVELS } from '@tcctv/service'
import { z } from 'zod'

/** Settings of the directory process. */
export const directoryConfigSchema = z.object({
  TCCTV_DATA_DIR: z.string().min(1),
  /** Default: `run/directory.sock` in the data directory. */
  TCCTV_SOCKET: z.string().min(1).optional(),
  /** Master key of the internal assertions, shared with the gateway. Default: `run/assertion.key`; made when missing. */
  TCCTV_ASSERTION_KEY_FILE: z.string().min(1).optional(),
  /** Load made-up projects into an empty store, so that there is something to see. */
  TCCTV_DIRECTORY_FIXTURE: z.stringbool().default(true),
  TCCTV_IMPORT_LIMIT_BYTES: z.coerce.number().int().positive().default(200_000_000),
  TCCTV_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
})
export type DirectoryConfig = Readonly<z.infer<typeof directoryConfigSchema>>
