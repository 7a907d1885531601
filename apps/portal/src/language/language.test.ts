import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { zhHant } from './zh-hant.ts'

const texts = (tree: object, path = ''): Map<string, string> =>
  new Map(
    Object.entries(tree).flatMap(([name, node]) =>
      typeof node === 'string' ? [[`${path}${name}`, node] as const] : [...texts(node as object, `${path}${name}.`)],
    ),
  )
const english = texts(en)
const chinese = texts(zhHant)
const source = join(import.meta.dirname, '..')
const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n')

const blanks = (text: string) =>
  [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').toSorted((a, b) => (a < b ? -1 : 1))

describe('texts', () => {
  it('has every key the pages ask for', () => {
    const asked = [...code.matchAll(/\bt\(\s*'([\w.-]+)'/g)].map((match) => match[1] ?? '')
    expect(asked.length).toBeGreaterThan(100)
    expect(asked.filter((key) => !english.has(key))).toEqual([])
  })

  it('has every English key in Chinese and no other', () => {
    expect([...chinese.keys()].toSorted()).toEqual([...english.keys()].toSorted())
  })

  it.each([...english])('%s has the same blanks in Chinese', (key, text) => {
    expect(blanks(chinese.get(key) ?? '')).toEqual(blanks(text))
  })

  it('has no empty text', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([])
  })
})
