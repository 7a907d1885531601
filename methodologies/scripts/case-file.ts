import { readFileSync } from 'node:fs'

/** A value of a case: decimal text, or values by period, member, output or position. */
export type CaseValue = string | readonly CaseValue[] | { readonly [key: string]: CaseValue }

/** A printed output with the independent recomputation of the case file. */
export type CaseOutput = {
  readonly id: string
  readonly unit: string
  readonly value: string
  readonly rounding: 'floor' | 'ceil' | 'nearest' | 'half-even' | 'exact'
  readonly check: { readonly rounded: string; readonly difference: string; readonly status: string }
  readonly compare?: { readonly relative: string }
  readonly note?: string
}

type CaseParameter = { readonly id: string; readonly unit: string; readonly value: CaseValue }

/** A published case `dmrv-case/1`. */
export type PublishedCase = {
  readonly id: string
  readonly title: string
  readonly source: {
    readonly document: string
    readonly repo?: string
    readonly path?: string
    readonly commit?: string
  }
  readonly fixed: readonly CaseParameter[]
  readonly monitored: readonly CaseParameter[]
  readonly expected: readonly CaseOutput[]
  readonly note?: string
}

/** Cases of a file `dmrv-case/1`. Checks only that it is one: a fault inside shows as a case that fails. */
export function readCaseFile(path: string): readonly PublishedCase[] {
  const found: unknown = JSON.parse(readFileSync(path, 'utf8'))
  if (typeof found !== 'object' || found === null || !('schema' in found) || !('cases' in found))
    throw new Error(`${path}: expected a file of schema dmrv-case/1`)
  if (found.schema !== 'dmrv-case/1' || !Array.isArray(found.cases))
    throw new Error(`${path}: expected a list of cases of schema dmrv-case/1`)
  return found.cases as PublishedCase[] // the schema is named; the parts are used as texts only
}
