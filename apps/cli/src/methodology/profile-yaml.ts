import type { ProfileBy, ProfileReader, ProfileTable, Statistic } from '@tcctv/methodology'
import { formatDecimal, formatLocalDay } from '@tcctv/units'

export type ProfileAsked = {
  readonly by: ProfileBy
  readonly applies: 'day' | 'reading'
  readonly low: Statistic
  readonly high: Statistic
  readonly days: 'complete' | 'all'
}
type File = { readonly name: string; readonly sha256: string }
type Row = ProfileTable['rows'][number]

/**
 * A profile as the `basis` of a tolerance, indented for the document, with what it was made from and how many values
 * each row has. Rows without data are named in a comment and stand nowhere else.
 */
export function profileYaml(reader: ProfileReader, table: ProfileTable, asked: ProfileAsked, file: File): string {
  const { by, applies, low, high, days } = asked
  const [lane] = reader.lanes
  const end = (statistic: Statistic, name: 'low' | 'high'): string =>
    statistic.kind === 'constant'
      ? ` {constant: "${statistic.text}"}`
      : tableText(table.rows, (row) => amountText(row[name], lane?.places ?? 0))
  const inWindow = `start: "${formatLocalDay(reader.window.startDay)}", end: "${formatLocalDay(reader.window.endDay)}"`
  return [
    ...comments(reader, table, asked, file).map((line) => `    # ${line}`),
    '    basis:',
    '      kind: profile',
    `      by: ${by}`,
    `      statistic: ${statisticText(low, high)}`,
    `      window: {${inWindow}${applies === 'day' ? `, days: ${days}` : ''}}`,
    `      unit: ${lane?.unit ?? ''}`,
    `      low:${end(low, 'low')}`,
    `      high:${end(high, 'high')}`,
    '',
  ].join('\n')
}

/** The same for machines. */
export function profileJson(reader: ProfileReader, table: ProfileTable, asked: ProfileAsked, file: File): unknown {
  const [lane] = reader.lanes
  const text = (count: bigint | undefined): string | undefined => amountText(count, lane?.places ?? 0)
  return {
    parameter: reader.parameter,
    by: asked.by,
    applies: asked.applies,
    statistic: statisticText(asked.low, asked.high),
    window: { start: formatLocalDay(reader.window.startDay), end: formatLocalDay(reader.window.endDay) },
    unit: lane?.unit,
    file,
    readings: table.readings,
    days: table.days,
    rows: table.rows.map(({ keys, values, low, high }) => ({
      row: keys.join(' '),
      values,
      low: values > 0 && asked.low.kind === 'constant' ? asked.low.text : text(low),
      high: values > 0 && asked.high.kind === 'constant' ? asked.high.text : text(high),
    })),
  }
}

function comments(
  reader: ProfileReader,
  { rows, readings, days }: ProfileTable,
  asked: ProfileAsked,
  file: File,
): string[] {
  const { startDay, endDay } = reader.window
  const left = asked.applies === 'reading' ? '' : asked.days === 'complete' ? ', left out' : ', counted'
  return [
    `${reader.parameter}, each ${asked.applies}, ${formatLocalDay(startDay)} up to and without ${formatLocalDay(endDay)}: ${readings} readings`,
    `of ${file.name}, sha256 ${file.sha256}`,
    `${endDay - startDay} days: ${days.complete} complete, ${days.partial} with missing readings${left}, ${days.empty} without any`,
    ...countComments(rows, asked),
    ...emptyComment(rows),
  ]
}

function countComments(rows: readonly Row[], { by, applies }: ProfileAsked): string[] {
  const title = `${applies}s per row:`
  const counts = (some: readonly Row[]): string =>
    some.map(({ keys, values }) => `${keys.at(-1) ?? ''}: ${values}`).join(', ')
  if (by !== 'month-hour') return [`${title} ${counts(rows)}`]
  return [title, ...monthsOf(rows).map(([month, hours]) => `  month ${month}: ${evenCount(hours) ?? counts(hours)}`)]
}

/** One number for a month whose hours all have it. */
function evenCount(hours: readonly Row[]): string | undefined {
  const [first] = hours
  return hours.every(({ values }) => values === first?.values) ? `${first?.values ?? 0} in each hour` : undefined
}

function emptyComment(rows: readonly Row[]): string[] {
  const empty = emptyRows(rows)
  return empty.length === 0 ? [] : [`NO DATA, so no limit: ${empty.join(', ')}; decide these rows and say why`]
}

/** Rows without any value; a month of which no hour has one is named once. */
export function emptyRows(rows: readonly Row[]): string[] {
  return monthsOf(rows).flatMap(([first, group]) => {
    const empty = group.filter(({ values }) => values === 0)
    return empty.length === group.length ? [first] : empty.map(({ keys }) => keys.join(' at '))
  })
}

function statisticText(low: Statistic, high: Statistic): string {
  if (low.kind === 'constant') return high.kind === 'constant' ? 'constants' : high.text
  return high.kind === 'constant' ? low.text : `low ${low.text}, high ${high.text}`
}

function amountText(count: bigint | undefined, places: number): string | undefined {
  return count === undefined ? undefined : formatDecimal(count, places)
}

/** Rows in one line; those of months and hours in two lines of each month. */
function tableText(rows: readonly Row[], textOf: (row: Row) => string | undefined): string {
  const pairs = (some: readonly Row[]): string[] =>
    some.flatMap((row) => {
      const [text, key] = [textOf(row), row.keys.at(-1) ?? '']
      return text === undefined ? [] : [`${/^\d/.test(key) ? `"${key}"` : key}: "${text}"`]
    })
  if (rows.every(({ keys }) => keys.length === 1)) return ` {${pairs(rows).join(', ')}}`
  const months = monthsOf(rows).flatMap(([month, hours]) => {
    const [am, pm] = [pairs(hours.slice(0, 12)).join(', '), pairs(hours.slice(12)).join(', ')]
    if (am === '' && pm === '') return []
    return [`        "${month}":\n          {${am}${am === '' || pm === '' ? '' : ',\n           '}${pm}}`]
  })
  return `\n${months.join('\n')}`
}

function monthsOf(rows: readonly Row[]): [string, Row[]][] {
  const months = new Map<string, Row[]>()
  for (const row of rows) {
    const hours = months.get(row.keys[0] ?? '')
    if (hours === undefined) months.set(row.keys[0] ?? '', [row])
    else hours.push(row)
  }
  return [...months]
}
