import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { connect, signIn, type GatewayClient } from '../gateway-client.ts'
import { demonstrationKey, hexSchema, type Party } from '../party.ts'

/** Parties of the demonstration. Each has a key and, but for the operator, a user made for it. */
const ROLES = ['proponent', 'registry', 'verifier'] as const
type DemoRole = (typeof ROLES)[number] | 'operator'
export type People = Readonly<Record<DemoRole, Party>> & {
  readonly signIn: { readonly email: string; readonly password: string }
}

const credentialsSchema = z.object({ email: z.string(), password: z.string() })
type Credentials = z.infer<typeof credentialsSchema>
const userSchema = z.looseObject({ id: z.string(), email: z.string() })

/**
 * Signs everybody in, making users at the first run with random passwords kept in the data directory (mode 0600). The
 * command plays the parties; in production no platform holds a party's key or password.
 */
export async function gather(origin: string, dataDirectory: string): Promise<People> {
  const folder = join(dataDirectory, 'demonstration')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const operatorCredentials = credentialsSchema.parse(
    JSON.parse(readFileSync(join(dataDirectory, 'platform', 'first-sign-in.json'), 'utf8')),
  )
  const operator = await signIn(origin, operatorCredentials)
  const parties = await Promise.all(
    ROLES.map(
      async (role) =>
        [role, { account: demonstrationKey(folder, role), client: await userOf(operator, folder, role) }] as const,
    ),
  )
  const [proponent, registry, verifier] = parties.map(([, party]) => party)
  if (proponent === undefined || registry === undefined || verifier === undefined) throw new RangeError('three parties')
  return {
    operator: { account: demonstrationKey(folder, 'operator'), client: operator },
    proponent,
    registry,
    verifier,
    signIn: readCredentials(folder, 'proponent'),
  }
}

/** Gives every party its role in the project. */
export async function giveRoles({ operator }: People, slug: string): Promise<void> {
  const { items } = await operator.client.json(z.object({ items: z.array(userSchema) }), '/api/platform/users')
  for (const role of ROLES) {
    const user = items.find(({ email }) => email === emailOf(role))
    if (user !== undefined)
      await operator.client.json(userSchema, `/api/platform/users/${user.id}/memberships`, {
        json: { slug, roles: [role] },
      })
  }
}

/** Address of the report generator's key. */
export async function reportAddress(origin: string): Promise<`0x${string}`> {
  return (await connect(origin).json(z.looseObject({ address: hexSchema }), '/api/reports/identity')).address
}

async function userOf(operator: GatewayClient, folder: string, role: string): Promise<GatewayClient> {
  const path = join(folder, `${role}.user.json`)
  if (!existsSync(path)) {
    const credentials: Credentials = { email: emailOf(role), password: randomBytes(18).toString('base64url') }
    await operator.json(userSchema, '/api/platform/users', { json: { ...credentials, name: `Demonstration ${role}` } })
    writeFileSync(path, JSON.stringify(credentials), { mode: 0o600 })
  }
  return signIn(operator.origin, readCredentials(folder, role))
}

function readCredentials(folder: string, role: string): Credentials {
  return credentialsSchema.parse(JSON.parse(readFileSync(join(folder, `${role}.user.json`), 'utf8')))
}

function emailOf(role: string): string {
  return `${role}@demonstration.localhost`
}
