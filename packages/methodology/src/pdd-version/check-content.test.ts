import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { HASH, LIVE_CONTENT, liveOf, pddFaults } from './live-pdd.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = parseMethodology(readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8'))
const LIVE = liveOf(PDD)
const faultsOf = (yaml: string): string[] => pddFaults(yaml, SOLAR)

const live = (change: (text: string) => string): string => change(LIVE)
const withContent = (text: string): string => `${PDD}\n${text}\n`

describe('content of a live project', () => {
  it('is complete in this example', () => {
    expect(faultsOf(LIVE)).toEqual([])
  })

  it('is demanded with every missing part by its path', () => {
    expect(faultsOf(LIVE.replace(LIVE_CONTENT, '')).toSorted()).toEqual([
      'applicability MISSING',
      'estimates.2011 MISSING',
      'estimates.2012 MISSING',
      'estimates.2013 MISSING',
      'materiality MISSING',
      'monitoring_plan.EG_EXP MISSING',
      'monitoring_plan.EG_IMP MISSING',
      'monitoring_plan.FC_FF MISSING',
      'significant_increase MISSING',
    ])
  })

  it('is not demanded of a demonstration', () => {
    expect(faultsOf(PDD)).toEqual([])
  })

  it.each([
    ['a year outside', live((text) => text.replace('"2013": {value', '"2014": {value')), 'estimates.2014 YEAR'],
    [
      'an estimate in MWh',
      live((text) => text.replace('unit: tCO2e, source', 'unit: MWh, source')),
      'estimates.2011.unit UNIT_DIMENSION',
    ],
    [
      'a plan without its archive',
      live((text) => text.replace('archive: P2Y, ', '')),
      'monitoring_plan.EG_EXP.archive MISSING',
    ],
    [
      'a plan for another parameter',
      live((text) => text.replace('  FC_FF: {resp', '  FC_XX: {resp')),
      'monitoring_plan.FC_XX NAME',
    ],
    ['yes in the checklist', live((text) => text.replace('met: met', 'met: yes')), 'applicability.0.met CHOICE'],
    [
      'a condition without evidence',
      live((text) => text.replace('evidence: connection agreement', 'evidence: ""')),
      'applicability.0.evidence TEXT',
    ],
  ])('refuses %s', (_what, yaml, fault) => {
    expect(faultsOf(yaml)).toContain(fault)
  })
})

describe('content that is given', () => {
  it('may be all of it', () => {
    const given = `documents:
  - {kind: additionality, title: Investment analysis, hash: "${HASH}", conclusion: additional}
  - {kind: validation-report, title: Validation, hash: "keccak256:0x${'0'.repeat(64)}", conclusion: positive}
materiality: {threshold_percent: "5", sampling: {method: random days, seed: "block hash of the freeze"}}`
    expect(faultsOf(withContent(given))).toEqual([])
  })

  it.each([
    [
      'a document without a hash',
      'documents:\n  - {kind: ownership, title: Deed, conclusion: owner}',
      'documents.0.hash MISSING',
    ],
    [
      'a hash of another kind',
      `documents:\n  - {kind: other, title: x, hash: "md5:00", conclusion: y}`,
      'documents.0.hash TEXT',
    ],
    [
      'a threshold off the ladder',
      'materiality: {threshold_percent: "3", sampling: {method: x}}',
      'materiality.threshold_percent CHOICE',
    ],
    ['an estimate as a number', 'estimates: {"2011": {value: 5, unit: tCO2e, source: x}}', 'estimates.2011.value TEXT'],
  ])('is refused with %s', (_what, text, fault) => {
    expect(faultsOf(withContent(text))).toContain(fault)
  })

  it.each([
    [
      'a point of one number',
      PDD.replace('point: ["39.7406", "-105.1775"]', 'point: ["39.7406"]'),
      'location.point LENGTH',
    ],
    ['a country in words', PDD.replace('country: US', 'country: America'), 'location.country TEXT'],
    ['a rating without a unit', PDD.replace('unit: kW, note', 'note'), 'activity.rated.unit MISSING'],
    ['an empty party', PDD.replace('verifier: Example Verifier', 'verifier: ""'), 'parties.verifier TEXT'],
  ])('is refused with %s', (_what, yaml, fault) => {
    expect(faultsOf(yaml)).toContain(fault)
  })

  it('may have more about place and technology than is known here', () => {
    expect(faultsOf(PDD.replace('technology: solar-pv', 'technology: solar-pv, modules: "12000"'))).toEqual([])
  })
})
