import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { categorise } from './categorise.ts'
import { countryCode, countryName } from './countries.ts'
import { foldText } from './fold-text.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseName } from './normalise-name.ts'
import { normaliseParties, normalisePartyName } from './normalise-party.ts'
import { normaliseStatus } from './normalise-status.ts'
import { parseCapacity } from './parse-capacity.ts'
import { parseCount, parseDate } from './parse-cells.ts'

describe('foldText', () => {
  it('spells out a letter that is the form of another sign', () => {
    expect(foldText('\u1D2D')).toBe('ae') // modifier letter capital ae
  })

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text))
      }),
    )
  })
})

describe('normaliseName', () => {
  it.each([
    ['Velmora Wind (ABC-CDM-APRIL-16-01)', [], 'velmora wind'],
    ['Velmora Wind (300087)_pre-CDM VERs', [], 'velmora wind'],
    ['Velmora Wind-Pre CDM clone, P.R.China', ['CN'], 'velmora wind'],
    ['Velmora Wind (Phase-2)', [], 'velmora wind phase 2'],
    ['Example Wind Phase II, India', ['IN'], 'example wind phase 2'],
    ['Example 12 MWp Solar', [], 'example 12mw solar'],
    ['Example 49,5MWac Solar', [], 'example 49p5mw solar'],
    ['3rd Example Plant', [], '3 example plant'],
    ['Example Plant (GS 1234) CER to VER conversion', [], 'example plant'],
    ['India', ['IN'], 'india'],
    ['示例风电场', ['CN'], '示例风电场'],
  ])('reads %s as %s', (name, countries, expected) => {
    expect(normaliseName(name, countries).text).toBe(expected)
  })

  it('returns the references it takes out', () => {
    expect(normaliseName('Example (VCS 123, CDM ref. no. 4567)', []).references).toEqual([
      { registry: 'VCS', registryProjectId: '123' },
      { registry: 'CDM', registryProjectId: '4567' },
    ])
  })

  it('changes nothing the second time', () => {
    const words = fc.array(fc.constantFrom('Example', 'II', '3rd', '12 MWp', '1.5MW', 'India', 'Köln', 'GS 1234', '-'))
    fc.assert(
      fc.property(words, (parts) => {
        const once = normaliseName(parts.join(' '), ['IN']).text
        expect(normaliseName(once, ['IN']).text).toBe(once)
      }),
    )
  })
})

describe('tables and cells', () => {
  it.each([
    ['Viet Nam', 'VN'],
    ['Turkey', 'TR'],
    ['Congo, The Democratic Republic of the', 'CD'],
    ["COTE D'IVOIRE", 'CI'],
    ['ke', 'KE'],
    ['Atlantis', undefined],
  ])('knows the country %s', (text, code) => expect(countryCode(text)).toBe(code))

  it('names a country', () => expect(countryName('VN')).toBe('Vietnam'))

  it.each([
    ['AMS-I.D.; VM0007', ['AMS-I.D', 'VM0007']],
    ['AMS-III.AO.', ['AMS-III.AO']],
    ['AR-ACM0003 version 2.0', ['AR-ACM0003']],
    ['ACM 2 Grid-connected', [null]],
    ['ACM0002 Grid-connected', ['ACM0002']],
    ['CDM - AMS-I.D.', ['AMS-I.D']],
    ['VMR0016', ['VMR0016']],
    ['Own invention', [null]],
    ['', []],
  ])('reads the methodologies of %s', (cell, ids) => expect(normaliseMethods(cell).map(({ id }) => id)).toEqual(ids))

  it('keeps version and verbatim text of a methodology', () => {
    expect(normaliseMethods('ACM0002 v17.0')[0]).toEqual({ id: 'ACM0002', version: '17.0', verbatim: 'ACM0002 v17.0' })
  })

  it('strips legal forms from parties', () => {
    expect(normalisePartyName('Example Wind 12 Pvt. Ltd.')).toBe('12 example wind')
    expect(normalisePartyName('Example S.A.S')).toBe('example')
    expect(normaliseParties('Multiple Proponents', 'developer')).toEqual([])
  })

  it.each([
    ['2024-02-29', 'YYYY-MM-DD', '2024-02-29'],
    ['2023-02-29', 'YYYY-MM-DD', undefined],
    ['12/31/2023 00:00', 'MM/DD/YYYY', '2023-12-31'],
    ['31/12/2023', 'MM/DD/YYYY', undefined],
    ['01 Jun 2026', 'DD MMM YYYY', '2026-06-01'],
    ['01 Juni 2026', 'DD MMM YYYY', undefined],
  ] as const)('reads the date %s as %s', (cell, format, expected) => expect(parseDate(cell, format)).toBe(expected))

  it.each([
    ['56,373', 56373],
    ['5,6373', undefined],
    ['23645.0', 23645],
    ['-3', undefined],
    ['', undefined],
  ])('reads the count %s', (cell, expected) => expect(parseCount(cell)).toBe(expected))

  it.each([
    ['Example 49.5 MW', 49.5],
    ['Example 500 kW', 0.5],
    ['Example 12 Women', null],
  ])('reads the capacity of %s', (text, expected) => expect(parseCapacity(text)).toBe(expected))

  it('knows statuses and leaves others unknown', () => {
    expect(normaliseStatus('Under Validation')).toBe('pipeline')
    expect(normaliseStatus('something new')).toBe('unknown')
  })

  it('prefers the title over the type for the category', () => {
    expect(categorise({ name: 'Example Wind Farm', methods: 'ACM0002', type: 'Energy industries' })).toBe('wind')
    expect(categorise({ name: 'Example', methods: '', type: '' })).toBeNull()
  })
})
