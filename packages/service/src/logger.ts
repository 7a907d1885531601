import { pino, type DestinationStream, type Logger } from 'pino'

export type { Logger }
export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

const SECRETS = ['authorization', 'cookie', 'password', 'secret', 'token', 'key', 'privateKey', 'passphrase']

/**
 * A JSON logger on stderr (stdout belongs to the launcher's protocol). Fields that carry secrets are replaced by
 * `[redacted]` one level down too; secrets inside sentences are not found, so never build a sentence from input.
 */
export function createLogger(
  options: { readonly name: string; readonly level?: (typeof LOG_LEVELS)[number] },
  destination: DestinationStream = pino.destination(2),
): Logger {
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    destination,
  )
}
