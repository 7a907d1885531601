import { LOG_LEVELS } from '@tcctv/service'
import { z } from 'zod'

/** Settings of a project process. One process holds one project and its directory. */
export const projectConfigSchema = z.object({
  TCCTV_PROJECT_DIR: z.string().min(1),
  TCCTV_PROJECT_SOCKET: z.string().min(1),
  TCCTV_ASSERTION_KEY_FILE: z.string().min(1),
  TCCTV_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  /** How often days that are due are looked for. */
  TCCTV_QUANTIFY_INTERVAL_S: z.coerce.number().int().min(1).default(60),
})
export type ProjectConfig = z.infer<typeof projectConfigSchema>
