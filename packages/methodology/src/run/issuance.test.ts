import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { interpret } from '../program/interpret.ts'
import { smallText } from '../program/small-methodology.test-support.ts'
import { parseInputs } from './inputs-document.ts'
import { runInputs } from './run-inputs.ts'

async function issued(issuance: string, years: readonly string[], unit = 'kgCO2e') {
  const equations = `ER: {expr: "X", unit: ${unit}}`
  const text = `${smallText({ monitored: `X: {unit: ${unit}, kind: total}`, equations })}\nissuance: {from: ER, ${issuance}}`
  const periods = years.map((X, index) => ({
    id: String(2020 + index),
    start: `${2020 + index}-01-01`,
    end: `${2021 + index}-01-01`,
    monitored: { X },
  }))
  const { issuance: rows } = await runInputs(
    parseMethodology(text),
    parseInputs({ schema: 'tcctv-inputs/1', periods }),
    'bytecode',
    interpret,
  )
  return rows.map(({ id: _id, ...row }) => row)
}

const WHOLE = 'unit: tCO2e, quantum: "1", round: floor, negative: carry'

describe('what is issued', () => {
  it('is converted to the unit of issuance, remainder and deficit too', async () => {
    expect(await issued(WHOLE, ['2500.5', '-3000', '4499.5'])).toEqual([
      { er: '2.5005', issued: '2', carried: '0.5005' },
      { er: '-3', issued: '0', carried: '-2.4995' },
      { er: '4.4995', issued: '2', carried: '0' },
    ])
  })

  it('is capped and withheld in the unit of issuance', async () => {
    const rules = `${WHOLE}, cap: "3", buffer: {share: "0.5", round: ceil, quantum: "1"}`
    expect(await issued(rules, ['5000', '1000'])).toEqual([
      { er: '5', issued: '3', carried: '0', capped: '2', buffer: '2' },
      { er: '1', issued: '1', carried: '0', capped: '0', buffer: '1' },
    ])
  })

  it('may be in a smaller unit than the equation', async () => {
    const kilograms = 'unit: kgCO2e, quantum: "1", round: floor, negative: zero'
    expect(await issued(kilograms, ['0.0025', '-1', '1'], 'tCO2e')).toEqual([
      { er: '2.5', issued: '2', carried: '0.5' },
      { er: '-1000', issued: '0', carried: '0' },
      { er: '1000', issued: '1000', carried: '0' },
    ])
  })

  it('must be of the same kind as the equation', async () => {
    await expect(issued(WHOLE, ['1'], 'MWh')).rejects.toMatchObject({ code: 'DOCUMENT_INVALID' })
  })
})
