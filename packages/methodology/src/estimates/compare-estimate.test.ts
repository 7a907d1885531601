import { formatFixed, parseFixed } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { compareWithEstimate } from './compare-estimate.ts'

const estimates = { '2012': { value: '3000', unit: 'tCO2e', source: 'yield study' } }
const pdd = { estimates, significant_increase: { percent: '20' } }
const compared = (reduction: string, document = pdd) => {
  const found = compareWithEstimate(document, 2012, parseFixed(reduction))
  return found === null
    ? null
    : [formatFixed(found.difference), Number(found.differenceBasisPoints), found.isSignificant]
}

describe('a result against its estimate', () => {
  it.each([
    ['as expected', '3000', ['0', 0, false]],
    ['below', '1500', ['-1500', -5000, false]],
    ['above, at the limit', '3600', ['600', 2000, false]],
    ['above the limit by a gram', '3600.000001', ['600.000001', 2000, true]],
    ['a third below, rounded down', '2000', ['-1000', -3334, false]],
  ])('%s', (_what, reduction, expected) => {
    expect(compared(reduction)).toEqual(expected)
  })

  it('is converted from the unit of the estimate', () => {
    const inKilotonnes = { ...pdd, estimates: { '2012': { value: '3000000', unit: 'kgCO2e', source: 'x' } } }
    expect(compared('3601', inKilotonnes)).toEqual(['601', 2003, true])
  })

  it('is never significant without a threshold, and nothing without an estimate', () => {
    expect(compareWithEstimate({ estimates }, 2012, parseFixed('90000'))?.isSignificant).toBe(false)
    expect(compareWithEstimate(pdd, 2013, parseFixed('1'))).toBeNull()
  })

  it('is above an estimate of zero with anything', () => {
    const none = { ...pdd, estimates: { '2012': { value: '0', unit: 'tCO2e', source: 'x' } } }
    const found = compareWithEstimate(none, 2012, parseFixed('1'))
    expect([found?.differenceBasisPoints, found?.isSignificant]).toEqual([null, true])
  })
})
