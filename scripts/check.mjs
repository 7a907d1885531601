// Types, lint, format, arrows, unused code. Prints one line per part and stops at the first that fails.
import { bin, compile, installIfNeeded, run } from './setup.mjs'

installIfNeeded()
const parts = [
  ['lint', bin('oxlint'), ['--type-aware', '--deny-warnings']],
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
