// Made-up alerts and model versions, for looking at pages during development.
const hex = (digit: string) => `0x${digit.repeat(64)}`
const item = (day: string, state: string, isHeld: boolean, similar: readonly string[]) => ({
  id: `${day}.0`,
  day,
  parameter: 'EG_EXP',
  meter: 'M1',
  unit: 'kWh',
  reason: 'stuck',
  sentence: 'The reading has not changed from 103 kWh since 2012-06-01T10:00; 100.4 kWh expected (92.1 – 108.7).',
  sentenceZhHant: '自 2012-06-01T10:00 起讀數停在 103 kWh 不變;預期 100.4 kWh(92.1 – 108.7)。',
  score: 3.21,
  since: `${day}T16:00:00Z`,
  readings: 12,
  block: 6,
  state,
  isHeld,
  recipients: ['proponent', 'registry'],
  similar,
  entries:
    state === 'open'
      ? []
      : [
          {
            state,
            by: `0x${'ab'.repeat(20)}`,
            role: 'registry',
            at: `${day}T20:00:00Z`,
            block: 7,
            tx: hex('9'),
            text: 'seen on site',
          },
        ],
})
const items = [
  item('2012-06-03', 'open', true, ['2012-06-01.0']),
  item('2012-06-01', 'confirmed', false, ['2012-06-03.0']),
  item('2012-05-20', 'false-alarm', false, []),
]
export const alerts = { asOf: 9, counts: { open: 1, confirmed: 1, explained: 0, 'false-alarm': 1 }, items }
export function alert(id: string) {
  const found = items.find((one) => one.id === id)
  const startMs = Date.parse(`${found?.day ?? '2012-06-03'}T06:00:00Z`)
  const points = Array.from({ length: 192 }, (_, at) => {
    const expected = Math.max(0, 100 * Math.sin(((at % 96) / 96) * Math.PI * 2 - 1.2))
    const isAlerted = at > 40 && at < 53
    return {
      start: new Date(startMs + at * 900_000).toISOString(),
      value: isAlerted ? 103 : expected + ((at * 7) % 5),
      expected,
      low: expected - 12,
      high: expected + 12,
      isAlerted,
    }
  })
  return found === undefined ? undefined : { ...found, points }
}
const version = {
  cardHash: hex('2'),
  trainedTo: '2012-04-15T07:00:00Z',
  rows: 34_988,
  explained: 0.86,
  outOfFoldEpisodes: 6,
}
export const versions = {
  items: [
    { ...version, modelHash: hex('1'), state: 'in-use', block: 5, comparison: null },
    {
      ...version,
      modelHash: hex('3'),
      state: 'waiting',
      block: null,
      comparison: {
        readings: 8064,
        confirmedDays: 1,
        before: { alertedReadings: 36, alertedDays: 3, confirmedDaysFound: 1 },
        after: { alertedReadings: 24, alertedDays: 2, confirmedDaysFound: 1 },
        onlyBefore: ['2012-05-20'],
        onlyAfter: [],
      },
    },
  ],
}
export const training = { state: 'running', stage: 'train: EG_EXP of M1: daily', share: 0.6, problem: null }
