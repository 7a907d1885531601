// Every test that can run here. Arguments are passed on to vitest.
import { mkdirSync, readFileSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { bin, compile, installIfNeeded, root } from './setup.mjs'

installIfNeeded()
await import('./build.mjs') // tests across processes run the built processes and the portal's files
compile()
const results = join(root, 'node_modules', '.tcctv', 'test-results.json')
mkdirSync(join(root, 'node_modules', '.tcctv'), { recursive: true })
const outcome = spawnSync(
  bin('vitest'),
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${results}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: 'inherit',
  },
)
const counts = JSON.parse(readFileSync(results, 'utf8'))
for (const file of counts.testResults)
  for (const test of file.assertionResults)
    if (test.status === 'pending' || test.status === 'skipped') console.log(`skipped: ${test.fullName}`)
console.log(
  `${counts.numPassedTests} passed, ${counts.numFailedTests} failed, ${counts.numPendingTests + counts.numTodoTests} skipped`,
)
process.exit(outcome.status ?? 1)
