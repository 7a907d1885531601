import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseFixed } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { compileDocuments } from './compile-documents.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const METHODOLOGY = read('methodologies/acm0002-solar.yaml')
const PDD = read('examples/nrel50/pdd.yaml')

describe('documents of a bundle', () => {
  it('give what the chain must hold', () => {
    const { methodologyHash, version, equations } = compileDocuments(METHODOLOGY, PDD)
    expect(methodologyHash).toBe('0x9eb8f052de77acbbc0f7043673481365ad7370a0c53fc6863d339b579cefe3f4')
    expect(version).toMatchObject({ methodologyHash, demonstration: true, firstDay: 15_079, lastDay: 16_070 })
    expect(equations).toEqual(['EF_B', 'EF_P', 'BE', 'PE_EC', 'PE_FF', 'PE', 'ER'])
  })

  it('evaluate to the same rounded results by bytecode and exactly', () => {
    const { evaluate, evaluateExactly } = compileDocuments(METHODOLOGY, PDD)
    const inputs = [parseFixed('4989.237813'), 0n, 0n]
    const { rounded, unrounded } = evaluate(inputs, 2011)
    expect(rounded[6]).toBe(parseFixed('4331'))
    expect(unrounded[2]).toBe(parseFixed('4331.6562692466'))
    expect(evaluateExactly(inputs, 2011)).toEqual(rounded)
  })

  it('are other documents after any change of a factor', () => {
    const changed = compileDocuments(METHODOLOGY, PDD.replace('"0.8907"', '"0.8908"'))
    const original = compileDocuments(METHODOLOGY, PDD)
    expect(changed.documentHash).not.toBe(original.documentHash)
    expect(changed.version.programHash).not.toBe(original.version.programHash)
  })
})
