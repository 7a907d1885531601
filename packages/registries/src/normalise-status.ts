import { foldText } from './fold-text.ts'
import type { ProjectStatus } from './project.ts'

/** Folded status texts of the registries' exports. */
const STATUS_BY_TEXT: Readonly<Record<string, ProjectStatus>> = {
  'under development': 'pipeline',
  'under validation': 'pipeline',
  'registration requested': 'pipeline',
  'registration and verification approval requested': 'pipeline',
  'on hold see notification letter': 'pipeline',
  listed: 'pipeline',
  validation: 'pipeline',
  validated: 'pipeline',
  'gold standard certified design': 'registered',
  registered: 'registered',
  'project registered': 'registered',
  'late to verify': 'registered',
  authorized: 'registered',
  'crediting period renewal requested': 'registered',
  'crediting period renewal and verification approval requested': 'registered',
  'verification approval requested': 'registered',
  'requantification requested': 'registered',
  'gold standard certified project': 'issuing',
  certified: 'issuing',
  issuing: 'issuing',
  completed: 'completed',
  retired: 'completed',
  withdrawn: 'withdrawn',
  'de registered': 'withdrawn',
  inactive: 'withdrawn',
  canceled: 'withdrawn',
  cancelled: 'withdrawn',
  'rejected by administrator': 'rejected',
  'registration request denied': 'rejected',
  'registration and verification approval request denied': 'rejected',
  rejected: 'rejected',
  'units transferred from approved ghg program': 'transferred',
  transitioned: 'transferred',
  transferred: 'transferred',
}

/** Status of the directory for a registry's own text; `unknown` for texts the table does not hold. */
export function normaliseStatus(text: string): ProjectStatus {
  return STATUS_BY_TEXT[foldText(text)] ?? 'unknown'
}
