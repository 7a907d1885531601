import { expect, it } from 'vitest'
import { resultTable } from './result-table.ts'

it('shows amounts under each other, what was rounded, and what does not come out', () => {
  const table = resultTable({
    schema: 'tcctv-result/1',
    methodology: 'lights@1.0.0',
    hash: '0x00',
    engine: 'both',
    periods: [
      {
        id: '2024',
        equations: {
          BE: { value: '86.52', unrounded: '86.52', unit: 'tCO2e', round: 'floor' },
          PE_EC: { value: '131', unrounded: '130.9', unit: 'tCO2e', round: 'ceil' },
        },
      },
    ],
    issuance: [{ id: '2024', er: '-44.48', issued: '0', carried: '-44.48' }],
    totals: { roundThenAdd: {}, addThenRound: {} },
    flags: ['knife-edge: BE'],
    differences: [{ period: '2024', equation: 'BE', printed: '86.5', computed: '86.52', difference: '0.02' }],
  })
  expect(table).toBe(
    [
      'lights@1.0.0, engine both',
      '',
      '2024',
      '  BE     86.52  tCO2e',
      '  PE_EC    131  tCO2e  ceil of 130.9',
      '',
      'issued',
      '  2024  0  of -44.48  carried -44.48',
      '',
      'printed figures that do not come out',
      '  2024 BE  86.52  printed 86.5  difference 0.02',
      '',
      'flag: knife-edge: BE',
      '',
    ].join('\n'),
  )
})
