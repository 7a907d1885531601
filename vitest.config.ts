import { configDefaults, defineConfig } from 'vitest/config'

export default defineConfig({
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source', 'node', 'import', 'default'] } },
  test: {
    globalSetup: ['./test/kit/run-folder.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: Number(process.env['TCCTV_LONG_MS'] ?? 400_000),
    hookTimeout: 400_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['{packages,apps}/*/src/**/*.test.{ts,tsx}', 'test/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Whole platforms on two cores: one after another, when everything else is done.
        extends: true,
        test: {
          name: 'processes',
          include: ['test/*/**/*.test.ts'],
          // `npm run test:network` runs these, with geth and namespaces at hand.
          exclude: [...configDefaults.exclude, 'test/network/**'],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
