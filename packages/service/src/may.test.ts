import { describe, expect, it } from 'vitest'
import { GRANTS, may, requireMay, type Action, type Visibility } from './may.ts'
import { ANONYMOUS, type Principal, type ProjectRole } from './principal.ts'

const member = (role: ProjectRole, slug = 'own'): Principal => ({
  id: 'u1',
  kind: 'user',
  name: 'member',
  roles: { operator: false, projects: { [slug]: [role] } },
})
const operator: Principal = { id: 'u0', kind: 'user', name: 'op', roles: { operator: true, projects: {} } }
const who = {
  operator,
  proponent: member('proponent'),
  registry: member('registry'),
  verifier: member('verifier'),
  public: ANONYMOUS,
} as const

/** Letters: operator, proponent, registry, verifier, public (x). In a project that only its parties see. */
const TABLE: Record<Action, string> = {
  'project.create': 'o',
  'project.start': 'o',
  'users.manage': 'o',
  'audit.read': 'o',
  'readings.import': 'p',
  'pdd.propose': 'p',
  'pdd.impact': 'prv',
  'alert.explain': 'prv',
  'exception.justify': 'p',
  'stage.request': 'p',
  'pdd.approve': 'r',
  'exception.release4': 'r',
  'stage.approve': 'r',
  'finding.raise': 'rv',
  'checkpoint.cosign': 'rv',
  'project.read': 'oprv',
  'records.read': 'prv',
  'readings.read': 'prv',
  'chain.read': 'prv',
}
const letters = { operator: 'o', proponent: 'p', registry: 'r', verifier: 'v', public: 'x' } as const

describe('roles and actions', () => {
  const actions = Object.keys(GRANTS).map((name) => name as Action) // keys of the table itself
  it.each(actions)('%s is open to exactly the roles of the table', (action) => {
    const allowed = Object.entries(who).filter(([, principal]) => may(principal, action, 'own'))
    expect(allowed.map(([name]) => letters[name as keyof typeof letters]).join('')).toBe(TABLE[action])
  })

  it.each(actions)('%s gives a party of another project no more than the public', (action) => {
    for (const role of ['proponent', 'registry', 'verifier'] as const) {
      expect(may(member(role, 'foreign'), action, 'own')).toBe(may(ANONYMOUS, action, 'own'))
    }
  })

  it.each([
    ['records.read', 'public-records', true],
    ['readings.read', 'public-records', false],
    ['chain.read', 'public-records', false],
    ['readings.read', 'public', true],
    ['chain.read', 'public', true],
    ['readings.import', 'public', false],
    ['records.read', 'parties', false],
  ] as const)('the public has %s of a project with visibility %s: %s', (action, visibility: Visibility, expected) => {
    expect(may(ANONYMOUS, action, 'own', visibility)).toBe(expected)
  })

  it.each([
    [undefined, false],
    [[], false],
    [['readings.import@own'], true],
    [['readings.import@foreign'], false],
    [['*@own'], true],
    [['readings.import@*'], true],
    [['records.read@own'], false],
  ])('a key with scopes %j may import: %s', (scopes, expected) => {
    const key: Principal = { ...member('proponent'), kind: 'apikey', ...(scopes === undefined ? {} : { scopes }) }
    expect(may(key, 'readings.import', 'own')).toBe(expected)
  })

  it('lets a scope give nothing that the role does not', () => {
    expect(may({ ...member('verifier'), kind: 'apikey', scopes: ['*@*'] }, 'readings.import', 'own')).toBe(false)
  })

  it('asks the anonymous to sign in and refuses the others', () => {
    const guard = (principal: Principal) => () => requireMay(principal, 'users.manage', null)
    expect(guard(ANONYMOUS)).toThrow(expect.objectContaining({ code: 'SIGN_IN_REQUIRED' }))
    expect(guard(who.registry)).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
    expect(guard(operator)).not.toThrow()
  })
})
