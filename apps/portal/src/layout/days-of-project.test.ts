import { describe, expect, it } from 'vitest'
import { daysOfProject } from './days-of-project.ts'

const crediting = { from: '2011-04-15', to: '2014-01-01' }
const zone = 'America/Denver'

describe('days of a project', () => {
  it.each([
    ['2014-01-01T07:00:00Z', '2013-12-31'],
    ['2014-01-01T07:15:00Z', '2014-01-01'],
    [null, '2011-04-15'],
  ])('ends with the day of the interval that ends at %s', (lastReadingAt, last) => {
    expect(daysOfProject({ lastReadingAt, zone, crediting })).toEqual({ first: '2011-04-15', last })
  })
})
