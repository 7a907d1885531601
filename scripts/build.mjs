// Builds every package and process to dist/.
import { bin, installIfNeeded, run } from './setup.mjs'

installIfNeeded()
run(bin('tsc'), ['-b'])
