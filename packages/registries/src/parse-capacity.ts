const CAPACITY = /(\d+(?:[.,]\d+)?)\s*(mw|kw|gw)(?:p|e|ac|dc|th|el)?\b/i
const MW_PER_UNIT: Readonly<Record<string, number>> = { kw: 0.001, mw: 1, gw: 1000 }

/** First capacity named in a text, in MW; null when there is none. @example parseCapacity('49.5 MW wind farm') // 49.5 */
export function parseCapacity(text: string): number | null {
  const match = CAPACITY.exec(text)
  if (match === null) return null
  const megawatts = Number((match[1] ?? '').replace(',', '.')) * (MW_PER_UNIT[(match[2] ?? '').toLowerCase()] ?? 1)
  return megawatts > 0 ? megawatts : null
}
