import { z } from 'zod'

/** Roles a user or key can have in one project. */
export const PROJECT_ROLES = ['proponent', 'registry', 'verifier'] as const
export type ProjectRole = (typeof PROJECT_ROLES)[number]

/** Name of a project in addresses: lower-case letters, digits and single hyphens, 2 to 40 characters. */
export const slugSchema = z
  .string()
  .min(2)
  .max(40)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')

/** Who asks. `scopes` narrow an API key: `<action or *>@<project or *>`. */
export const principalSchema = z.strictObject({
  id: z.string(),
  kind: z.enum(['user', 'apikey', 'service', 'anonymous']),
  name: z.string(),
  roles: z.strictObject({
    operator: z.boolean(),
    projects: z.record(z.string(), z.array(z.enum(PROJECT_ROLES))),
  }),
  scopes: z.array(z.string()).optional(),
})
export type Principal = z.infer<typeof principalSchema>

/** The principal of a request without credentials. */
export const ANONYMOUS: Principal = {
  id: 'anonymous',
  kind: 'anonymous',
  name: 'public',
  roles: { operator: false, projects: {} },
}
