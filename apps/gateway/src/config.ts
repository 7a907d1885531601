import { LOG_LEVELS } from '@tcctv/service'
import { z } from 'zod'

/** Settings of the gateway process. An upstream is a socket path or an `http://` origin. */
export const gatewayConfigSchema = z.object({
  TCCTV_DATA_DIR: z.string().min(1),
  TCCTV_HOST: z.string().default('127.0.0.1'),
  /** 0 takes a free one. Without it 8080, or the next free one above. */
  TCCTV_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** Names under which browsers may call, comma-separated, without ports. Loopback names always may. */
  TCCTV_ALLOWED_HOSTS: z.string().default(''),
  TCCTV_TLS_CERT_FILE: z.string().optional(),
  TCCTV_TLS_KEY_FILE: z.string().optional(),
  TCCTV_BEHIND_PROXY: z.stringbool().default(false),
  TCCTV_PORTAL_DIR: z.string().optional(),
  TCCTV_PLATFORM: z.string().optional(),
  TCCTV_DIRECTORY: z.string().optional(),
  TCCTV_REPORT: z.string().optional(),
  TCCTV_ASSERTION_KEY_FILE: z.string().optional(),
  /** Requests per second and at once, for each principal or, without sign-in, each address. */
  TCCTV_RATE_PER_S: z.coerce.number().positive().default(100),
  TCCTV_RATE_BURST: z.coerce.number().int().positive().default(400),
  TCCTV_LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
})
export type GatewayConfig = Readonly<z.infer<typeof gatewayConfigSchema>>
