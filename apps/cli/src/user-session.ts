import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { DATA_DIRECTORY, readInput } from './arguments.ts'
import { cliError } from './errors.ts'
import { connect, openSession, type Credentials, type GatewayClient } from './gateway-client.ts'

/** Options of every command that works on a running platform. */
export const USER_OPTIONS = {
  gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
  email: { type: 'string' },
  'password-file': { type: 'string' },
  'session-file': { type: 'string' },
  data: { type: 'string', default: DATA_DIRECTORY },
} as const

export type UserOptions = {
  readonly gateway: string
  readonly data: string
  readonly email?: string | undefined
  readonly 'password-file'?: string | undefined
  readonly 'session-file'?: string | undefined
}

const credentialsSchema = z.object({ email: z.string(), password: z.string() })
const sessionSchema = z.object({ gateway: z.string(), email: z.string(), cookie: z.string() })
type Session = z.infer<typeof sessionSchema>

/**
 * Signs in at a running platform: with the e-mail and password file given, else as the first operator of the data
 * directory. A password is never taken from the command line, where other users of the machine could see it. With a
 * session file the session is kept there (mode 0600) and used by later commands of the same user until it ends: the
 * gateway takes one sign-in in two seconds from an address.
 *
 * @throws {TcctvError} USAGE when there is neither; the platform's refusal
 */
export async function signInAsUser(options: UserOptions): Promise<GatewayClient> {
  const { gateway } = options
  const credentials = credentialsOf(options)
  const path = options['session-file']
  const kept = path === undefined ? undefined : await keptSession(path, gateway, credentials.email)
  const cookie = kept?.cookie ?? (await openSession(gateway, credentials))
  if (path !== undefined && kept === undefined && cookie !== undefined) {
    const session: Session = { gateway, email: credentials.email, cookie }
    writeFileSync(path, JSON.stringify(session), { mode: 0o600 })
  }
  return connect(gateway, cookie)
}

function credentialsOf({ email, data, 'password-file': passwordFile }: UserOptions): Credentials {
  if (email !== undefined && passwordFile !== undefined)
    return { email, password: readInput(passwordFile).toString('utf8').trim() }
  const first = join(data, 'platform', 'first-sign-in.json')
  if (!existsSync(first)) throw cliError('USAGE', { what: `give --email and --password-file, or --data with ${first}` })
  return credentialsSchema.parse(JSON.parse(readInput(first).toString('utf8')))
}

/** The session of a file, if it is this user's at this gateway and has not ended. */
async function keptSession(path: string, gateway: string, email: string): Promise<Session | undefined> {
  if (!existsSync(path)) return undefined
  const session = sessionSchema.parse(JSON.parse(readInput(path).toString('utf8')))
  if (session.gateway !== gateway || session.email !== email) return undefined
  const { kind } = await connect(gateway, session.cookie).json(z.looseObject({ kind: z.string() }), '/api/platform/me')
  return kind === 'user' ? session : undefined
}
