const HOUR_MS = 3_600_000

/**
 * Unix seconds at which a local day begins in a zone. For the pixels of a chart: the chain's own offset table decides
 * which day a reading belongs to.
 */
export function instantOfDay(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  // Two steps reach the fixed point also where the offset changes during that day.
  const first = utc - offsetMs(utc, zone)
  return (utc - offsetMs(first, zone)) / 1000
}

function offsetMs(instantMs: number, zone: string): number {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
  const shown = Date.parse(`${wall.format(instantMs).replace(' ', 'T')}Z`)
  const offset = shown - Math.floor(instantMs / 1000) * 1000
  return Math.abs(offset) > 15 * HOUR_MS ? 0 : offset
}
