import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

/** What each unit may import of ours. `io: false` also forbids node: modules. See docs/architecture.md. */
const ARROWS: Record<string, { readonly may: readonly string[]; readonly io: boolean }> = {
  'packages/units': { may: [], io: false },
  'packages/contracts': { may: ['units'], io: false },
  'packages/methodology': { may: ['units'], io: false },
  'packages/anomaly': { may: ['units'], io: false },
  'packages/registries': { may: ['units'], io: false },
  'packages/matching': { may: ['units', 'registries'], io: false },
  'packages/proof': { may: ['units', 'contracts', 'methodology'], io: false },
  'packages/ledger': { may: ['units', 'contracts'], io: true },
  'packages/store': { may: ['units'], io: true },
  'packages/service': { may: ['units'], io: true },
  'apps/project': {
    may: ['units', 'contracts', 'methodology', 'anomaly', 'proof', 'ledger', 'store', 'service'],
    io: true,
  },
  'apps/platform': { may: ['units', 'methodology', 'contracts', 'store', 'service'], io: true },
  'apps/gateway': { may: ['units', 'service'], io: true },
  'apps/directory': { may: ['registries', 'matching', 'store', 'service', 'units'], io: true },
  'apps/report': { may: ['ledger', 'contracts', 'methodology', 'proof', 'service', 'units'], io: true },
  'apps/portal': { may: ['units', 'methodology', 'proof'], io: false },
  'apps/cli': {
    may: [
      'units',
      'contracts',
      'methodology',
      'anomaly',
      'registries',
      'matching',
      'proof',
      'ledger',
      'store',
      'service',
    ],
    io: true,
  },
}

/** The one file that may name other apps, with `import type` only. */
const ROUTE_TYPES = 'apps/portal/src/api.ts'

const root = join(import.meta.dirname, '..')
const IMPORT =
  /(?:^|\n)\s*(import|export)(\s+type)?\b[^'"\n;]*?(?:\{[^}]*\}\s*from\s*|from\s*|)['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g

type Import = { readonly target: string; readonly typeOnly: boolean }

function importsOf(file: string): Import[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(IMPORT)].map((match) => ({
    target: match[3] ?? match[4] ?? '',
    typeOnly: match[2] !== undefined,
  }))
}

function sourceFiles(unit: string): string[] {
  return readdirSync(join(root, unit, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${unit}/src/${name}`)
}

function faultsOf(unit: string, rule: { readonly may: readonly string[]; readonly io: boolean }): string[] {
  const faults: string[] = []
  for (const file of sourceFiles(unit)) {
    const isTest = /\.test\.tsx?$/.test(file)
    for (const { target, typeOnly } of importsOf(file)) {
      const ours = /^@tcctv\/([^/]+)/.exec(target)?.[1]
      const allowed =
        ours === undefined || rule.may.includes(ours) || `apps/${ours}` === unit || `packages/${ours}` === unit
      if (!allowed && !(file === ROUTE_TYPES && typeOnly)) faults.push(`${file} imports ${target}`)
      if (!rule.io && !isTest && target.startsWith('node:'))
        faults.push(`${file} imports ${target}, but the unit is pure`)
      const depth = file.split('/').length - 3
      if (target.startsWith('../'.repeat(depth + 1)) && file !== ROUTE_TYPES)
        faults.push(`${file} leaves its unit by ${target}`)
    }
  }
  return faults
}

function declaredOf(unit: string): string[] {
  const manifest: unknown = JSON.parse(readFileSync(join(root, unit, 'package.json'), 'utf8'))
  const { dependencies = {} } = manifest as { dependencies?: Record<string, string> }
  return Object.keys(dependencies).flatMap((name) => (name.startsWith('@tcctv/') ? [name.slice('@tcctv/'.length)] : []))
}

describe('arrows', () => {
  it('names every unit of the tree', () => {
    const found = ['packages', 'apps'].flatMap((group) =>
      readdirSync(join(root, group)).map((name) => `${group}/${name}`),
    )
    expect(found.toSorted()).toEqual(Object.keys(ARROWS).toSorted())
  })

  it.each(Object.entries(ARROWS))('%s imports only what lies below it', (unit, rule) => {
    expect(faultsOf(unit, rule)).toEqual([])
  })

  it.each(Object.entries(ARROWS))('%s declares no dependency that the arrows forbid', (unit, rule) => {
    expect(declaredOf(unit).filter((name) => !rule.may.includes(name))).toEqual([])
  })

  it('reads import lines', () => {
    expect([...`import { a } from '@tcctv/store'`.matchAll(IMPORT)].map((match) => match[3])).toEqual(['@tcctv/store'])
  })
})
