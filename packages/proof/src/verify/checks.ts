import { TcctvError } from '@tcctv/units'
import { CHECK_IDS, type CheckId } from '../errors.ts'

/** One check of a verification. `where` names file and offset, block, transaction, reading or equation. */
export type Check = {
  readonly id: CheckId
  readonly title: string
  readonly state: 'passed' | 'failed' | 'not-checked'
  readonly where?: string
  readonly expected?: string
  readonly found?: string
  /** How many things the check compared. */
  readonly counted?: number
}

const TITLES: Record<CheckId, string> = {
  container: 'The file is a bundle in canonical form; every byte counts',
  manifest: 'Every file is the one the manifest lists',
  genesis: 'The genesis block is the one stated, and the pinned one if one is pinned',
  headers: 'Every block names the block before it, up to the head stated',
  seals: 'Every block is sealed by the sealer of the genesis',
  documents: 'The programs and limits on the chain follow from the documents',
  replay: 'Executing every transaction again gives every block',
  signatures: 'Every batch, flag and decision is signed by a key in force',
  checkpoints: 'Every co-signed block is part of this chain',
  readings: 'The readings in the transactions give the sums on the chain',
  substitutions: 'Every substituted reading is the one that its declared rule gives',
  tolerances: 'Every tolerance case and exception is the one the limits demand',
  equations: 'Every equation of every day gives the result on the chain',
  records: 'Every footprint, reduction and vintage follows from the readings',
  'report-data': 'The figures of the report are those of the chain',
  'report-files': 'The report files are those whose hash is on the chain',
}

/** Collects the outcome of the checks; the first failure stops what depends on it. */
export type CheckList = {
  readonly count: (id: CheckId, by?: number) => void
  /**
   * Runs a step that settles the checks named, unless one before it failed. A failure that names no check itself is
   * one of `blamed`.
   */
  readonly run: (ids: readonly CheckId[], act: () => void | Promise<void>, blamed?: CheckId) => Promise<void>
  readonly skip: (id: CheckId, why: string) => void
  readonly finish: () => Check[]
}

/** @param onCheck called once for every check as soon as it is settled */
export function createCheckList(onCheck: (check: Check) => void): CheckList {
  const counts = new Map<CheckId, number>()
  const settled = new Map<CheckId, Check>()
  let hasFailed = false
  const settle = (check: Check) => {
    if (settled.has(check.id)) return
    const counted = counts.get(check.id)
    settled.set(check.id, counted === undefined ? check : { ...check, counted })
    onCheck(settled.get(check.id) ?? check)
  }
  return {
    count: (id, by = 1) => void counts.set(id, (counts.get(id) ?? 0) + by),
    run: async (ids, act, blamed = ids[0] ?? 'container') => {
      if (hasFailed) return
      try {
        await act()
        for (const id of ids) settle({ id, title: TITLES[id], state: 'passed' })
      } catch (fault) {
        hasFailed = true
        settle(failed(blamed, fault))
      }
    },
    skip: (id, why) => settle({ id, title: TITLES[id], state: 'not-checked', where: why }),
    finish: () => {
      for (const id of CHECK_IDS)
        settle({ id, title: TITLES[id], state: 'not-checked', where: 'an earlier check failed' })
      return CHECK_IDS.flatMap((id) => settled.get(id) ?? [])
    },
  }
}

/** Outcomes are values; anything that isn't one of ours is a fault of the bytes, named by its own message. */
function failed(blamed: CheckId, fault: unknown): Check {
  const own = fault instanceof TcctvError ? fault : undefined
  const details = own?.details ?? {}
  const named = CHECK_IDS.find((id) => id === details['check'])
  const id = named ?? blamed
  if (own?.code === 'CHECK_FAILED')
    return {
      id,
      title: TITLES[id],
      state: 'failed',
      where: String(details['where']),
      expected: String(details['expected']),
      found: String(details['found']),
    }
  const found = fault instanceof Error ? fault.message : String(fault)
  const { offset, part } = details
  const where = typeof offset === 'number' && typeof part === 'string' ? `offset ${offset}, ${part}` : id
  return { id, title: TITLES[id], state: 'failed', where, expected: 'readable content', found }
}
