import type { RegistryProject } from '@tcctv/registries'
import { names } from './fact-features.ts'

/** A fact that makes a match matter less. It lowers severity by the factor, never the probability. */
export type Mitigation = { readonly kind: string; readonly factor: number; readonly evidence: string }

/** Mitigations that the records of two projects state. Officers' acceptances are not here yet. */
export function readMitigations(a: RegistryProject, b: RegistryProject): Mitigation[] {
  const stated = [...statedBy(a, b), ...statedBy(b, a)]
  const unique = new Map(stated.map((mitigation) => [mitigation.kind, mitigation]))
  if (declares(a, b) && declares(b, a))
    unique.set('declared relation', { kind: 'declared relation', factor: 0.3, evidence: 'declared in both registries' })
  return [...unique.values()].toSorted((x, y) => (x.kind < y.kind ? -1 : 1))
}

/** True when a registry itself says that the two entries are one activity. */
export function isExplicitlySame(a: RegistryProject, b: RegistryProject): boolean {
  if (a.transitions.length === 0 && b.transitions.length === 0) return false
  return [...transitionsTo(a, b), ...transitionsTo(b, a)].some(({ kind }) => kind !== 'declared-relation')
}

function statedBy(from: RegistryProject, to: RegistryProject): Mitigation[] {
  return transitionsTo(from, to).flatMap(({ kind, cancelledAtOrigin }) => {
    if (kind === 'label') return [{ kind: 'label on the same unit', factor: 0.05, evidence: 'one unit with two names' }]
    if (kind === 'declared-relation' || cancelledAtOrigin !== true) return []
    return [{ kind: 'transition', factor: 0.05, evidence: 'converted, units cancelled at the origin' }]
  })
}

function declares(from: RegistryProject, to: RegistryProject): boolean {
  return transitionsTo(from, to).some(({ kind }) => kind === 'declared-relation')
}

function transitionsTo(from: RegistryProject, to: RegistryProject): RegistryProject['transitions'] {
  return from.transitions.filter((transition) => names([transition], to))
}
