import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { interpret } from '../program/interpret.ts'
import { parseInputs } from './inputs-document.ts'
import { referenceEngine, runInputs } from './run-inputs.ts'

const root = join(import.meta.dirname, '../../../..')
const LANDFILL = parseMethodology(readFileSync(join(root, 'methodologies/acm0001-lfg.yaml'), 'utf8'))
const json: unknown = JSON.parse(readFileSync(join(root, 'methodologies/cases/acm0001-lfg.inputs.json'), 'utf8'))
const INPUTS = parseInputs(json)

describe('the landfill gas case', () => {
  it.each([
    ['reference', referenceEngine(LANDFILL, INPUTS)],
    ['bytecode', interpret],
  ] as const)('reproduces all 40 printed terms with the %s', async (engine, evaluate) => {
    const result = await runInputs(LANDFILL, INPUTS, engine, evaluate)
    expect(result.differences).toEqual([])
    expect(result.flags).toEqual([])
    expect(INPUTS.expected?.periods.flatMap(({ equations }) => Object.keys(equations))).toHaveLength(40)
    expect(result.issuance.map(({ issued, carried }) => [issued, carried])).toEqual([
      ['6964', '0'],
      ['49218', '0'],
      ['90402', '0'],
      ['6268', '0'],
    ])
    expect(result.totals.roundThenAdd['ER']).toBe('152852')
  })

  it('shows a printed figure that does not come out', async () => {
    const changed = JSON.parse(JSON.stringify(INPUTS).replace('"5935"', '"5936"')) as unknown
    const result = await runInputs(LANDFILL, parseInputs(changed), 'reference', referenceEngine(LANDFILL, INPUTS))
    expect(result.differences).toEqual([
      { period: '2020', equation: 'BE_CH4', printed: '5936', computed: '5935', difference: '-1' },
    ])
  })

  it('compares what is printed of issuance and totals too', async () => {
    const printed = { periods: [], issuance: { '2020': { issued: '6965', buffer: '1' } }, total: { ER: '152850' } }
    const document = parseInputs({ ...INPUTS, expected: printed })
    const { differences } = await runInputs(LANDFILL, document, 'reference', referenceEngine(LANDFILL, INPUTS))
    expect(differences).toEqual([
      { period: '2020', equation: 'issuance.issued', printed: '6965', computed: '6964', difference: '-1' },
      { period: '2020', equation: 'issuance.buffer', printed: '1', computed: 'nothing', difference: 'nothing' },
      { period: 'total', equation: 'ER', printed: '152850', computed: '152852', difference: '2' },
    ])
  })

  it('asks for every input', async () => {
    const [first, ...rest] = INPUTS.periods
    const { TDL: _left, ...monitored } = first?.monitored ?? {}
    const document = {
      ...INPUTS,
      periods: [{ ...first, id: '2020', start: '2020-10-31', end: '2021-01-01', monitored }, ...rest],
    }
    await expect(runInputs(LANDFILL, parseInputs(document), 'reference', interpret)).rejects.toMatchObject({
      code: 'INPUT_MISSING',
    })
  })

  it('carries a negative reduction into the next period', async () => {
    const [first, ...rest] = INPUTS.periods
    const document = parseInputs({
      schema: INPUTS.schema,
      fixed: INPUTS.fixed,
      totals: INPUTS.totals,
      periods: [{ ...first, monitored: { ...first?.monitored, FCH4: '0', EXP: '0' } }, ...rest],
    })
    const { issuance } = await runInputs(LANDFILL, document, 'bytecode', interpret)
    expect(issuance[0]).toMatchObject({ issued: '0' })
    expect(BigInt(issuance[0]?.carried ?? '0')).toBe(BigInt(issuance[0]?.er ?? '0'))
  })
})
