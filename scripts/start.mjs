// The main job: installs and builds what is missing, then runs `tcctv demo` with the same options.
import { build } from './build.mjs'
import { join } from 'node:path'
import { installIfNeeded, root, run } from './setup.mjs'

const options = process.argv.slice(2)
installIfNeeded()
if (!options.includes('--help')) build()
run(process.execPath, [join(root, 'apps', 'cli', 'bin', 'tcctv.mjs'), 'demo', ...options])
