/**
 * The example's file read once more, without any code of the product: characters, bigint, and the two facts of the
 * source (stamps are 7 h ahead of the local clock; a row is the mean power of 15 minutes from its stamp).
 */
export type PlainRow = {
  /** Local day and time of the clock at the plant, 2011-04-15 and 00:00. */
  readonly day: string
  readonly time: string
  /** Energy in whole Wh, rounded down; null where the file has nothing. */
  readonly wattHours: bigint | null
}

const STORED_AHEAD_MS = 7 * 3_600_000

export function readPlainRows(csv: string): PlainRow[] {
  const [, ...lines] = csv.split('\n').filter((line) => line !== '')
  return lines.map((line) => {
    const [stamp = '', power = ''] = line.split(',')
    const clock = new Date(Date.parse(stamp) - STORED_AHEAD_MS).toISOString()
    return { day: clock.slice(0, 10), time: clock.slice(11, 16), wattHours: power === '' ? null : wattHoursOf(power) }
  })
}

/** kW over a quarter of an hour: 250 Wh per kW, rounded down. @example wattHoursOf('1.0051') // 251n */
function wattHoursOf(power: string): bigint {
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]-(\d+))?$/.exec(power)
  if (match === null) throw new Error(`not a decimal: ${power}`)
  const [, whole = '', fraction = '', exponent = '0'] = match
  return (BigInt(whole + fraction) * 250n) / 10n ** (BigInt(fraction.length) + BigInt(exponent))
}

/** Sums of Wh by a key of the row, for example its day. */
export function sumBy(rows: readonly PlainRow[], key: (row: PlainRow) => string): Map<string, bigint> {
  const sums = new Map<string, bigint>()
  for (const row of rows) if (row.wattHours !== null) sums.set(key(row), (sums.get(key(row)) ?? 0n) + row.wattHours)
  return sums
}
