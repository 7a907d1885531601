import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { isCrossSite } from './cross-site.ts'
import { readConfig } from './config.ts'

const schema = z.object({
  TCCTV_PORT: z.coerce.number().int().min(0).default(8080),
  TCCTV_DATA: z.string().min(1),
})

describe('configuration', () => {
  it('has defaults and is frozen', () => {
    const config = readConfig(schema, { TCCTV_DATA: '/data', TCCTV_PORT: '', PATH: '/bin' })
    expect(config).toEqual({ TCCTV_PORT: 8080, TCCTV_DATA: '/data' })
    expect(Object.isFrozen(config)).toBe(true)
  })

  it('names every fault at once', () => {
    const read = () => readConfig(schema, { TCCTV_PORT: 'eighty', TCCTV_PROT: '1' })
    expect(read).toThrow(
      expect.objectContaining({
        code: 'CONFIG_INVALID',
        details: expect.objectContaining({
          faults: [
            expect.objectContaining({ field: 'TCCTV_PROT' }),
            expect.objectContaining({ field: 'TCCTV_PORT' }),
            expect.objectContaining({ field: 'TCCTV_DATA' }),
          ],
        }),
      }),
    )
  })
})

describe('cross-site requests', () => {
  const host = 'localhost:8080'
  it.each([
    ['GET', undefined, undefined, false],
    ['GET', 'https://evil.example', 'cross-site', false],
    ['POST', 'http://localhost:8080', 'same-origin', false],
    ['POST', 'http://localhost:8080', undefined, false],
    ['POST', undefined, 'same-origin', false],
    ['POST', undefined, undefined, true],
    ['POST', undefined, 'same-site', true],
    ['POST', undefined, 'none', true],
    ['DELETE', 'https://evil.example', undefined, true],
    ['POST', 'http://localhost:8081', 'same-site', true],
    ['POST', 'null', undefined, true],
  ])('%s with origin %s and site %s is refused: %s', (method, origin, secFetchSite, expected) => {
    expect(isCrossSite({ method, origin, secFetchSite, host })).toBe(expected)
  })
})
