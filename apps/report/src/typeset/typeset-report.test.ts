import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { typesetReport } from './typeset-report.ts'

const sample = (): Buffer => readFileSync(join(import.meta.dirname, 'sample-data.json'))

describe('a report with everything that a project document can declare', () => {
  it('is typeset: gaps, evidence, estimates, increase, plan, calibration, conditions and documents', async () => {
    const pdf = await typesetReport(sample())
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
    expect(pdf.length).toBeGreaterThan(50_000)
  })

  it('holds calibrations and corrected data', async () => {
    const hash = `0x${'ab'.repeat(32)}` as const
    const borne = { meter: 'M1', parameter: 'EG_EXP', error: '0.005', days: 1, from: '2011-06-20', to: '2011-06-20' }
    const replaced = { parameter: 'EG_EXP', meter: 'M1', unit: 'MWh', before: '2', after: '1', replaced: [hash] }
    const place = { block: 7, tx: hash }
    const pdf = await typesetReport(sample(), {
      calibrations: [{ meter: 'M1', day: '2011-06-23', error: '0.008', certificate: hash, signer: hash, ...place }],
      borne: (['overdue', 'found-error', 'found-later', 'given-back'] as const).map((reason) => ({
        ...borne,
        reason,
        amount: '-0.1',
        unit: 'MWh',
      })),
      corrections: [
        {
          day: '2011-06-19',
          exception: '1',
          decidedBy: hash,
          decision: hash,
          digest: hash,
          series: [replaced],
          ...place,
        },
      ],
    })
    expect(pdf.length).toBeGreaterThan((await typesetReport(sample())).length)
  })

  it.each(['data', 'estimate'])('fails rather than leaving out %s', async (part) => {
    const data = JSON.parse(sample().toString()) as { vintages: Record<string, unknown>[] } // the sample beside
    for (const vintage of data.vintages) delete vintage[part]
    await expect(typesetReport(Buffer.from(JSON.stringify(data)))).rejects.toMatchObject({ code: 'TYPESETTING_FAILED' })
  })
})
