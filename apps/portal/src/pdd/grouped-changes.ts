import type { PddVersionDetail } from '../api-types.ts'

type Change = PddVersionDetail['changes'][number]
/** Changes of one branch of the document that is new or gone as a whole, or one change. */
export type Group = {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'one'
  readonly changes: readonly Change[]
}

/** From how many fields on a branch is told as one. */
const MANY = 4

/**
 * Changes in their order, those of a branch (two names deep) that is all new or all gone together: forty new fields of a
 * renewal must not hide the one factor that changed.
 */
export function groupedChanges(changes: readonly Change[]): readonly Group[] {
  const branches = new Map<string, Change[]>()
  for (const change of changes) {
    const key = `${branchOf(change.path)} ${change.kind} ${change.enters}`
    branches.set(key, [...(branches.get(key) ?? []), change])
  }
  const groups = [...branches.values()].flatMap((own): Group[] => {
    const [first] = own
    if (first === undefined || first.kind === 'changed' || own.length < MANY)
      return own.map((change) => ({ path: change.path, kind: 'one', changes: [change] }))
    return [{ path: branchOf(first.path), kind: first.kind, changes: own }]
  })
  return [...groups.filter(({ kind }) => kind === 'one'), ...groups.filter(({ kind }) => kind !== 'one')]
}

function branchOf(path: string): string {
  return path.split('.').slice(0, 2).join('.')
}
