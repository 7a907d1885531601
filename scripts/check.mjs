// Types, lint (of contracts too), format, arrows, unused code. Prints one line per part and stops at the first that fails.
import { bin, compile, installIfNeeded, run } from './setup.mjs'

installIfNeeded()
const CONTRACTS = 'packages/contracts'
const parts = [
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
  // Not asked for: no block time (days end by it), no assembly (marked memory-safe), and tastes of gas.
  [
    'contracts',
    bin('solhint'),
    ['--disc', '--noPoster', '-c', `${CONTRACTS}/.solhint.json`, `${CONTRACTS}/solidity/*.sol`],
  ],
  ['format', bin('oxfmt'), ['--check']],
  ['arrows', bin('vitest'), ['run', 'test/boundaries.test.ts', '--reporter=dot']],
  ['unused code', bin('knip'), []],
]
console.log('check: types')
compile()
for (const [name, command, args] of parts) {
  console.log(`check: ${String(name)}`)
  run(command, args)
}
console.log('check: all parts passed')
