import { ANONYMOUS, may } from '@tcctv/service'
import { describe, expect, it } from 'vitest'
import type { Decision } from '../decisions.ts'
import { actionOf } from './decision-routes.ts'

const document = 'x'
const move = (to: 'frozen' | 'verified' | 'issued'): Decision => ({
  action: 'move-period',
  vintage: 2020,
  to,
  quantity: '0',
  document,
})
const key = (role: 'meter' | 'service' | 'verifier'): Decision => ({
  action: 'set-key',
  key: `0x${'11'.repeat(20)}`,
  role,
  active: true,
})

describe('handing in a decision', () => {
  it.each([
    ['a frozen period', move('frozen'), 'stage.request'],
    ['a statement', move('verified'), 'finding.raise'],
    ['an issuance', move('issued'), 'stage.approve'],
    ['the key of a meter', key('meter'), 'readings.import'],
    ['the key of the service', key('service'), 'project.start'],
    ['the key of a verifier', key('verifier'), 'stage.approve'],
  ] as const)('of %s needs the role whose signature the contract asks for', (_, decision, action) => {
    expect(actionOf(decision)).toBe(action)
    expect(may(ANONYMOUS, actionOf(decision), 'pv', 'public')).toBe(false)
  })
})
