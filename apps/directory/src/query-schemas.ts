import { RISK_LEVELS } from '@tcctv/matching'
import { normalisePartyName, PROJECT_STATUSES } from '@tcctv/registries'
import { z } from 'zod'
import type { Filters } from './filters.ts'
import { SORT_ORDERS } from './run-query.ts'

const list = z.string().max(2000).default('')
const listOf = (choices: readonly string[], text: string) => {
  const unknown = itemsOf(text).filter((item) => !choices.includes(item))
  return unknown.length === 0
}
const statusList = list.refine((text) => listOf(PROJECT_STATUSES, text), `of ${PROJECT_STATUSES.join(', ')}`)
const riskList = list.refine((text) => listOf(RISK_LEVELS, text), `of ${RISK_LEVELS.join(', ')}`)
const YEARS = /^(\d{4})(?:\.\.(\d{4}))?$/
const SIZE = /^(?=.*\d)(\d{0,12})\.\.(\d{0,12})$/
const BOX = /^-?\d+(?:\.\d+)?(?:,-?\d+(?:\.\d+)?){3}$/

/** Filters in an address. Lists are separated by commas. */
export const filterQuerySchema = z.strictObject({
  q: z.string().max(200).default(''),
  registry: list,
  country: list,
  status: statusList,
  category: list,
  method: list,
  risk: riskList,
  party: z.string().max(200).default(''),
  vintage: z.string().regex(YEARS, 'a year, or two as 2015..2020').optional(),
  size: z
    .string()
    .regex(SIZE, 'tonnes a year as 10000..50000, 10000.. or ..50000')
    .refine((text) => sizeOf(text)[0] <= sizeOf(text)[1], 'the smaller number first')
    .optional(),
  bbox: z.string().regex(BOX, 'west,south,east,north in degrees').refine(isOnEarth, 'degrees on the globe').optional(),
})
export type FilterQuery = z.infer<typeof filterQuerySchema>

export const searchQuerySchema = filterQuerySchema.extend({
  sort: z.enum(SORT_ORDERS).default('relevance'),
  cursor: z.string().max(1000).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

export const mapQuerySchema = filterQuerySchema.extend({ zoom: z.coerce.number().min(0).max(22).default(2) })

/** Filters of a query in the form the index takes. */
export function filtersOf(query: FilterQuery): Filters {
  const { q, registry, country, status, category, method, risk, party, vintage, size, bbox } = query
  const years = YEARS.exec(vintage ?? '')
  return {
    q: q.trim(),
    registry: itemsOf(registry),
    country: itemsOf(country),
    status: itemsOf(status),
    category: itemsOf(category),
    method: itemsOf(method),
    risk: itemsOf(risk),
    party: normalisePartyName(party),
    vintage: years === null ? null : [Number(years[1]), Number(years[2] ?? years[1])],
    size: size === undefined ? null : sizeOf(size),
    bbox: bbox === undefined ? null : boxOf(bbox),
  }
}

function itemsOf(text: string): string[] {
  return text.split(',').filter((item) => item !== '')
}

function sizeOf(text: string): readonly [number, number] {
  const [, low = '', high = ''] = SIZE.exec(text) ?? []
  return [Number(low), high === '' ? Infinity : Number(high)]
}

function boxOf(text: string): NonNullable<Filters['bbox']> {
  const [west = 0, south = 0, east = 0, north = 0] = text.split(',').map(Number)
  return { west, south, east, north }
}

function isOnEarth(text: string): boolean {
  const { west, south, east, north } = boxOf(text)
  return [west, east].every((degrees) => Math.abs(degrees) <= 180) && south >= -90 && north <= 90 && south <= north
}
