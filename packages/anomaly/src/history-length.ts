import type { Moments } from './calendar.ts'

/** Under six weeks the tails of a history say little, and choosing models by injected threats is worse than chance. */
export const SHORT_HISTORY_DAYS = 42

/** Days a history spans. */
export function historyDays({ timestampsS }: Moments): number {
  return ((timestampsS.at(-1) ?? 0) - (timestampsS[0] ?? 0)) / 86_400
}
