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

  it.each(['data', 'estimate'])('fails rather than leaving out %s', async (part) => {
    const data = JSON.parse(sample().toString()) as { vintages: Record<string, unknown>[] } // the sample beside
    for (const vintage of data.vintages) delete vintage[part]
    await expect(typesetReport(Buffer.from(JSON.stringify(data)))).rejects.toMatchObject({ code: 'TYPESETTING_FAILED' })
  })
})
