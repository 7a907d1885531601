import type { Moment } from './calendar.ts'

/** Under six weeks the tails of a history say little, and choosing models by injected threats is worse than chance. */
export const SHORT_HISTORY_DAYS = 42

/** Days a history spans. */
export function historyDays(moments: readonly Moment[]): number {
  return ((moments.at(-1)?.timestampS ?? 0) - (moments[0]?.timestampS ?? 0)) / 86_400
}
