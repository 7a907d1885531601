import { createContext, use } from 'react'
import { TcctvError } from '@tcctv/units'
import type { Summary } from '../api-types.ts'

export const ProjectContext = createContext<Summary | null>(null)

/** Summary of the project whose page this is. Only below ProjectLayout. */
export function useProject(): Summary {
  const summary = use(ProjectContext)
  if (summary !== null) return summary
  throw new TcctvError({
    code: 'PORTAL_NO_PROJECT',
    status: 500,
    message: 'this part was drawn outside of a project',
    advice: 'Report this as a bug.',
    details: {},
  })
}
