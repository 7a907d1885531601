const CRASH_WINDOW_MS = 300_000
const CRASH_LIMIT = 5

/** Crashes that still count: those of the last five minutes. */
export function recentCrashes(crashedAtMs: readonly number[], nowMs: number): readonly number[] {
  return crashedAtMs.filter((at) => nowMs - at < CRASH_WINDOW_MS)
}

/**
 * Milliseconds to wait before the next start, or null when it crashed five times in five minutes: 0.5 s doubled by
 * every crash up to 60 s, plus up to a quarter so that many projects do not start at once.
 *
 * @param random from 0 to 1
 */
export function restartDelayMs(crashes: number, random: number): number | null {
  if (crashes >= CRASH_LIMIT) return null
  return Math.min(60_000, 500 * 2 ** Math.max(0, crashes - 1)) * (1 + random / 4)
}
