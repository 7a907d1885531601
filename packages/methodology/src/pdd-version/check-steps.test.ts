import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashDocument } from '../documents/hash-document.ts'
import { parseMethodology } from '../documents/methodology.ts'
import { pddFaults } from './live-pdd.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8').replaceAll(
  'max_interval: PT1H, ',
  '',
)
const METHODOLOGY = parseMethodology(SOLAR)
const FAULT = 'sources.ac_power.time.interval INTERVAL'

/** The example in another interval, zone and kind of column; the methodology sets no longest interval here. */
function faultsOf(interval: string, zone: string, kind = 'interval'): string[] {
  const unit = kind === 'mean-power' ? 'kW' : 'kWh'
  const yaml = PDD.replaceAll('America/Denver', zone)
    .replace(/keccak256:0x[0-9a-f]{64}/, `keccak256:${hashDocument(METHODOLOGY)}`)
    .replace('interval: PT15M', `interval: ${interval}`)
    .replace('unit: kW, kind: mean-power', `unit: ${unit}, kind: ${kind}`)
  return pddFaults(yaml, METHODOLOGY)
}

describe('the interval of a source', () => {
  it.each([
    ['PT15M', 'America/Denver'],
    ['PT1H', 'America/Denver'],
    ['PT2H', 'Asia/Hong_Kong'],
    ['P1D', 'Asia/Hong_Kong'],
    ['P1D', 'America/Denver'],
    ['PT30M', 'Australia/Lord_Howe'],
  ])('may be %s in %s', (interval, zone) => {
    expect(faultsOf(interval, zone)).toEqual([])
  })

  it.each([
    ['PT7H', 'Asia/Hong_Kong', 'interval', 'over midnight'],
    ['PT7M', 'Asia/Hong_Kong', 'interval', 'over midnight'],
    ['P2D', 'Asia/Hong_Kong', 'interval', 'over several days'],
    ['P30D', 'Asia/Hong_Kong', 'interval', 'over several days'],
    ['PT2H', 'America/Denver', 'interval', 'of which one is an hour longer or shorter'],
    ['PT1H', 'Australia/Lord_Howe', 'interval', 'of which one is half an hour longer or shorter'],
    ['P1D', 'America/Denver', 'mean-power', 'of which one is an hour longer or shorter'],
  ])('may not be %s in %s for kind %s: intervals %s', (interval, zone, kind) => {
    expect(faultsOf(interval, zone, kind)).toEqual([FAULT])
  })

  it('of a month is refused, as one of no fixed length', () => {
    expect(faultsOf('P1M', 'Asia/Hong_Kong')).toContain(FAULT)
  })
})
