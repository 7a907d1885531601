import { formatInstant } from '../format.ts'

const DAY_S = 86_400

/** Labels of the time axis in the project's zone, ISO style; a day is named where it begins. */
export function axisTimes(instantsS: readonly number[], stepS: number, zone: string): string[] {
  let lastDay = ''
  return instantsS.map((instant) => {
    const [day = '', time = ''] = formatInstant(instant, zone).split(' ')
    const isNewDay = day !== lastDay
    lastDay = day
    if (stepS >= 28 * DAY_S) return day.slice(0, 7)
    if (stepS >= DAY_S) return day.slice(5)
    return isNewDay ? `${day.slice(5)}\n${time}` : time
  })
}
