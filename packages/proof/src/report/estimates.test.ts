import { describe, expect, it } from 'vitest'
import { TEST_PDD, compileTestDocuments } from '../test-chain/documents.ts'
import { KEYS, bundleOf, createTestProject, freeze, playStory, reportFiles } from '../test-chain/project.ts'
import { verifyBundleWith, type Verification } from '../verify-bundle.ts'

/** The story reduces about 14.5 tCO2e in the last three days of 2023 and 9.7 in the first two of 2024. */
const estimates = (value: string): string =>
  `"estimates":{"2023":{"value":"${value}","unit":"tCO2e","source":"study"}},"days"`
const explanation = (vintage: number): string =>
  JSON.stringify({ schema: 'tcctv-increase/1', vintage, salt: '00', text: 'a second row of modules' })

async function told(value: string, signed?: string, shown = signed): Promise<Verification> {
  const project = await createTestProject(KEYS.sealer, TEST_PDD.replace('"days"', estimates(value)))
  await playStory(project)
  if (signed !== undefined) await freeze(project, 2023, signed, 5n)
  const files = await reportFiles(project, undefined, shown === undefined ? {} : { 2023: shown })
  return verifyBundleWith(compileTestDocuments, bundleOf(project, files))
}
const failure = ({ checks }: Verification) => checks.find(({ state }) => state === 'failed')

describe('a report of a vintage above its estimate', () => {
  it('passes below the threshold without a word', async () => {
    expect((await told('14')).passed).toBe(true)
  })

  it('is refused without an explanation', async () => {
    expect(failure(await told('10'))).toMatchObject({
      id: 'report-data',
      where: expect.stringMatching(/vintage 2023, [\d.]+ % above its estimate/),
      expected: 'a signed explanation of an increase above 20 %',
    })
  })

  it('passes with the explanation that the proponent signed', async () => {
    expect((await told('10', explanation(2023))).passed).toBe(true)
  })

  it.each([
    ['of another vintage', explanation(2024), explanation(2024)],
    ['that was not signed', explanation(2023), explanation(2023).replace('second', 'third')],
    ['that is no explanation', '{"salt":"00","text":"frozen"}', '{"salt":"00","text":"frozen"}'],
  ])('is refused with a text %s', async (_what, signed, shown) => {
    expect(failure(await told('10', signed, shown))?.id).toBe('report-data')
  })
})
