// The long forms of tests whose short forms are part of `npm test`: `node scripts/test-long.mjs faults|long`.
import { bin, compile, installIfNeeded, run } from './setup.mjs'

const SUITES = {
  faults: {
    files: ['packages/ledger/src/embedded/crash.test.ts', 'packages/ledger/src/archive/damage.test.ts', 'test/faults'],
    settings: { TCCTV_KILLS: '200', TCCTV_COMPILED: '1', TCCTV_FLIPS: '400', TCCTV_LONG_MS: '7200000' },
  },
  long: { files: ['test/edr'], settings: { TCCTV_RANDOM_TRANSACTIONS: '10000', TCCTV_LONG_MS: '7200000' } },
}
const suite = SUITES[process.argv[2]]
if (suite === undefined) {
  console.error(`expected one of ${Object.keys(SUITES).join(', ')}`)
  process.exit(2)
}
installIfNeeded()
compile()
// What is set already keeps its value: TCCTV_KILLS=1000 npm run test:faults
const settings = Object.fromEntries(Object.entries(suite.settings).filter(([name]) => process.env[name] === undefined))
run(bin('vitest'), ['run', ...suite.files], settings)
