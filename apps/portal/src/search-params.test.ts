import { describe, expect, it } from 'vitest'
import { carbonSearch, dataSearch, directorySearch, readSearch, signInSearch, writeSearch } from './search-params.ts'

describe('view state in the address', () => {
  it.each([
    [{ from: '2012-03-01', to: '2012-03-31', params: 'a,b', sel: 'x' }, dataSearch],
    [{ by: 'month', sel: '2012-03' }, carbonSearch],
    [{ q: 'solar & wind', country: 'china', bbox: '-10,40,5,60', view: 'map' }, directorySearch],
  ] as const)('comes back from a link as it was: %j', (search, validate) => {
    expect(validate(readSearch(writeSearch(search)))).toEqual(search)
  })

  it('writes the same link for the same view', () => {
    expect(writeSearch({ to: '2012-03-31', from: '2012-03-01' })).toBe(
      writeSearch({ from: '2012-03-01', to: '2012-03-31' }),
    )
    expect(writeSearch({ q: undefined, view: '' })).toBe('')
  })

  it.each([
    [{ from: '2012-02-30', to: '2012-03-31' }],
    [{ from: '2012-03-31', to: '2012-03-01' }],
    [{ from: '2012-03-01' }],
    [{ from: 7, to: {} }],
  ])('drops a range that is none: %j', (raw) => {
    expect(dataSearch(raw)).toEqual({})
  })

  it.each(['1,2,3', '0,0,0,0', '-200,0,1,1', 'a,b,c,d'])('drops the area %s', (bbox) => {
    expect(directorySearch({ bbox })).toEqual({})
  })

  it('keeps an area over the antimeridian', () => {
    expect(directorySearch({ bbox: '170,-20,-170,0' })).toEqual({ bbox: '170,-20,-170,0' })
  })
})

it.each([
  ['/p/pv?from=2012-01-01', true],
  ['//elsewhere.example', false],
  ['/\\elsewhere.example', false],
  ['https://elsewhere.example', false],
  [7, false],
])('after sign-in leads to %s: %s', (next, isKept) => {
  expect(signInSearch({ next })).toEqual(isKept ? { next } : {})
})
