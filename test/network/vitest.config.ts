import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

/** Tests on a real network, one file after the other. Run by `npm run test:network`, which finds geth and the namespaces. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  test: {
    include: ['test/network/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
})
