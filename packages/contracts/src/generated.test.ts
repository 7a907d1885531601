import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileContracts } from '../scripts/compile-contracts.mjs'

describe('artefacts', () => {
  it('are what the sources compile to, below the limit of deployed code', { timeout: 600_000 }, () => {
    const { files, sizes } = compileContracts()
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(join(import.meta.dirname, 'generated', name), 'utf8') === text).toBe(true)
    for (const size of Object.values(sizes)) expect(size).toBeLessThan(24_576)
  })
})
