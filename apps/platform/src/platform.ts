import { type ServiceEnv } from '@tcctv/service'
import { appendAudit, type PlatformDb } from '@tcctv/store'
import type { Context } from 'hono'
import type { Launcher } from './launcher/launcher.ts'
import type { Provisioner } from './provisioning/provisioner.ts'
import type { RiskWatch } from './risk/risk-watch.ts'
import type { LoginLimit } from './sign-in/login-limit.ts'

/** What the routes work with. */
export type Platform = {
  readonly db: PlatformDb
  readonly launcher: Launcher
  readonly provisioner: Provisioner
  readonly riskWatch: RiskWatch
  readonly loginLimit: LoginLimit
  /** Unix seconds, whole. */
  readonly nowS: () => number
}

export type PlatformContext = Context<ServiceEnv>

/** Network address of the client, as the gateway saw it. */
export function clientAddress(c: PlatformContext): string {
  return c.req.header('x-forwarded-for') ?? ''
}

/** Writes down who did what. `subject` names the thing by its id, never by personal data. */
export async function audit(
  platform: Platform,
  c: PlatformContext,
  entry: { readonly action: string; readonly subject: string; readonly actor?: string; readonly isRefused?: boolean },
): Promise<void> {
  await appendAudit(platform.db, {
    at: new Date(platform.nowS() * 1000).toISOString(),
    actor: entry.actor ?? c.var.principal.id,
    action: entry.action,
    subject: entry.subject,
    outcome: entry.isRefused === true ? 'refused' : 'done',
    address: clientAddress(c),
    detail: c.var.requestId,
  })
}
