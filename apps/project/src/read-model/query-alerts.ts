import { FLAG_ANOMALY } from '@tcctv/contracts'
import type { SqliteRow } from '@tcctv/store'
import { bigOf, integerOf, realOf, textOf, type Statements } from './rows.ts'

/** A reading with the model's band; amounts in counts and in the lane's unit. */
export type JudgedReading = {
  readonly startS: number
  readonly count: bigint
  readonly score: number | null
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
}
/** A reading that the model flagged on the chain. */
export type AlertedReading = JudgedReading & {
  readonly lane: number
  /** Number of the reason. */
  readonly detail: number
  readonly day: number
  readonly block: number
  readonly parameter: string
  readonly meter: string
  readonly places: number
  readonly stepS: number
}
export type AlertQueries = {
  /** By lane and time. */
  readonly alertedReadings: () => readonly AlertedReading[]
  /** Readings of a lane that begin within a range of times. */
  readonly judgedReadings: (lane: number, fromS: number, toS: number) => readonly JudgedReading[]
}

export function createAlertQueries({ big }: Statements): AlertQueries {
  return {
    alertedReadings: () =>
      big(`SELECT flag.detail, flag.score AS millionths, reading.*, batch.day, batch.block, series.parameter,
        series.meter, series.places, series.step_s FROM flag
        JOIN reading ON reading.lane = flag.lane AND reading.start_s = flag.start_s
        JOIN batch ON batch.id = reading.batch JOIN series ON series.id = reading.series
        WHERE flag.code = ${FLAG_ANOMALY} ORDER BY flag.lane, flag.start_s, flag.score DESC`)
        .all()
        .map((row) => ({
          ...judgedOf(row),
          score: integerOf(row, 'millionths') / 1e6,
          lane: integerOf(row, 'lane'),
          detail: integerOf(row, 'detail'),
          day: integerOf(row, 'day'),
          block: integerOf(row, 'block'),
          parameter: textOf(row, 'parameter'),
          meter: textOf(row, 'meter'),
          places: integerOf(row, 'places'),
          stepS: integerOf(row, 'step_s'),
        })),
    judgedReadings: (lane, fromS, toS) =>
      big('SELECT * FROM reading WHERE lane = ? AND start_s >= ? AND start_s < ? ORDER BY start_s')
        .all(lane, fromS, toS)
        .map(judgedOf),
  }
}

function judgedOf(row: SqliteRow): JudgedReading {
  return {
    startS: integerOf(row, 'start_s'),
    count: bigOf(row, 'count'),
    score: realOf(row, 'score'),
    expected: realOf(row, 'expected'),
    low: realOf(row, 'low'),
    high: realOf(row, 'high'),
  }
}
