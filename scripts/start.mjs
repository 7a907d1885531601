// The main job: installs and builds what is missing, then runs `tcctv demo` with the same options.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { installIfNeeded, root } from './setup.mjs'

const options = process.argv.slice(2)
installIfNeeded()
if (!options.includes('--help')) await import('./build.mjs')
const child = spawn(process.execPath, [join(root, 'apps', 'cli', 'bin', 'tcctv.mjs'), 'demo', ...options], {
  cwd: root,
  stdio: 'inherit',
})
// Ctrl+C reaches the whole group; the command ends its processes and then itself.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.once('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
