import { nameOfCode, VISIBILITIES } from '@tcctv/contracts'
import { requireMay, type Action, type Principal, type Visibility } from '@tcctv/service'
import { parseLocalDay, parseTime, periodOfDay, type OffsetTable } from '@tcctv/units'
import { z } from 'zod'
import type { ReadSide } from './read-side.ts'

const MAX_PAGE = 1000
/** An RFC 3339 time, or a local day that stands for all of its instants. */
export const momentSchema = z.string().max(40)
export const limitSchema = z.coerce.number().int().min(1).max(MAX_PAGE).default(200)

/** First instant of a range's beginning. @throws {TcctvError} TIME_SYNTAX, DATE_SYNTAX */
export function beginningOf(moment: string, offsets: OffsetTable): number {
  return isDay(moment) ? periodOfDay(offsets, parseLocalDay(moment)).fromS : parseTime(moment)
}

/** First instant behind a range's end: a day is in the range as a whole. @throws {TcctvError} TIME_SYNTAX, DATE_SYNTAX */
export function endOf(moment: string, offsets: OffsetTable): number {
  return isDay(moment) ? periodOfDay(offsets, parseLocalDay(moment)).toS : parseTime(moment)
}

function isDay(moment: string): boolean {
  return moment.length === 10
}

/** Zone rules of the project; UTC before a PDD version is known. */
export function offsetsOf({ readModel }: ReadSide): OffsetTable {
  return readModel.versions.latest()?.chain.offsets ?? [{ fromS: 0, offsetS: 0 }]
}

/** Who may see the project, as its PDD version says; its parties before there is one. */
export function visibilityOf({ readModel }: ReadSide): Visibility {
  return nameOfCode(VISIBILITIES, readModel.versions.latest()?.chain.visibility ?? 1) ?? 'parties'
}

/** @throws {TcctvError} SIGN_IN_REQUIRED, FORBIDDEN */
export function guard(project: ReadSide, principal: Principal, action: Action): void {
  requireMay(principal, action, project.facts.slug, visibilityOf(project))
}

/** A JSON answer of a route. */
export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}
