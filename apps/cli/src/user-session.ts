import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATA_DIRECTORY, readInput } from './arguments.ts'
import { cliError } from './errors.ts'
import { signIn, type GatewayClient } from './gateway-client.ts'

/** Options of every command that works on a running platform. */
export const USER_OPTIONS = {
  gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
  email: { type: 'string' },
  'password-file': { type: 'string' },
  data: { type: 'string', default: DATA_DIRECTORY },
} as const

export type UserOptions = {
  readonly gateway: string
  readonly data: string
  readonly email?: string | undefined
  readonly 'password-file'?: string | undefined
}

const credentialsSchema = z.object({ email: z.string(), password: z.string() })

/**
 * Signs in at a running platform: with the e-mail and password file given, else as the first operator of the data
 * directory. A password is never taken from the command line, where other users of the machine could see it.
 *
 * @throws {TcctvError} USAGE when there is neither; the platform's refusal
 */
export function signInAsUser(options: UserOptions): Promise<GatewayClient> {
  const { gateway, email, data } = options
  const passwordFile = options['password-file']
  if (email !== undefined && passwordFile !== undefined)
    return signIn(gateway, { email, password: readInput(passwordFile).toString('utf8').trim() })
  const first = join(data, 'platform', 'first-sign-in.json')
  if (!existsSync(first)) throw cliError('USAGE', { what: `give --email and --password-file, or --data with ${first}` })
  return signIn(gateway, credentialsSchema.parse(JSON.parse(readInput(first).toString('utf8'))))
}
