// Tests on a network of real geth signers: `npm run test:network`. Builds geth with the Go toolchain at first use, makes a
// network namespace per signer where that is allowed, and says what is missing where it is not. TCCTV_TEST_LONG=1 runs
// the long campaign as well. Arguments are passed on to vitest.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { bin, installIfNeeded, root } from './setup.mjs'

/** The last line of geth that seals blocks. */
const VERSION = 'v1.13.15'
const PACKAGE = `github.com/ethereum/go-ethereum/cmd/geth@${VERSION}`
const BUILD_MS = 15 * 60_000
const TESTS_MS = process.env.TCCTV_TEST_LONG === undefined ? 10 * 60_000 : 60 * 60_000
const NODES = ['org1', 'org2', 'org3', 'org4']

installIfNeeded()
const geth = process.env.TCCTV_TEST_GETH ?? buildGeth()
const namespaces = makeNamespaces()
const vitest = [bin('vitest'), 'run', '--config', 'test/network/vitest.config.ts', ...process.argv.slice(2)]
const command = namespaces === undefined ? vitest : ['ip', 'netns', 'exec', `${namespaces}-client`, ...vitest]
const environment = {
  TCCTV_TEST_GETH: geth,
  ...(namespaces === undefined ? {} : { TCCTV_TEST_NAMESPACES: namespaces }),
}
let status = 1
try {
  const [program, ...args] = command
  const options = { cwd: root, stdio: 'inherit', timeout: TESTS_MS, env: { ...process.env, ...environment } }
  const outcome = spawnSync(program, args, options)
  if (outcome.error !== undefined) console.error(`network test: ${outcome.error.message}`)
  status = outcome.status ?? 1
} finally {
  removeNamespaces(namespaces)
}
process.exit(status)

/** Path of geth, built into the project's cache unless it is there. Ends this process when it can't be had. */
function buildGeth() {
  const directory = join(root, '.tcctv', 'cache', `geth-${VERSION}`)
  const path = join(directory, 'geth')
  if (existsSync(path)) return path
  const go = spawnSync('go', ['version'], { encoding: 'utf8' })
  if (go.status !== 0)
    skip(
      `Go is not installed, and geth ${VERSION} is not in ${directory}; install Go 1.21 or newer, or name a geth by TCCTV_TEST_GETH`,
    )
  console.log(`network test: building geth ${VERSION} with ${go.stdout.trim()} into ${directory} …`)
  mkdirSync(directory, { recursive: true })
  // memsize, a dependency, reaches into the runtime: Go 1.23 and newer refuse that without the flag. Without C there is no
  // need for a compiler of it.
  const args = ['install', '-ldflags=-checklinkname=0', PACKAGE]
  const env = { ...process.env, GOBIN: directory, GOFLAGS: '-mod=mod', CGO_ENABLED: '0' }
  const built = spawnSync('go', args, { encoding: 'utf8', timeout: BUILD_MS, env })
  if (built.status !== 0 || !existsSync(path))
    skip(
      `geth ${VERSION} can not be built: ${built.error?.message ?? built.stderr.trim().split('\n').slice(-3).join(' | ')}`,
    )
  return path
}

function skip(reason) {
  console.log(`network test skipped: ${reason}`)
  process.exit(0)
}

/**
 * A namespace per node and one for the tests, joined by a bridge in one more. The addresses are of the range for tests of
 * network devices (RFC 2544) and exist in these namespaces only. Undefined where namespaces can't be made.
 */
function makeNamespaces() {
  const prefix = `tcctv${process.pid}`
  const hosts = [...NODES.map((name, index) => [name, `198.18.0.${index + 1}`]), ['client', '198.18.0.100']]
  try {
    ip('netns', 'add', `${prefix}-switch`)
    ip('-n', `${prefix}-switch`, 'link', 'add', 'bridge', 'type', 'bridge')
    ip('-n', `${prefix}-switch`, 'link', 'set', 'bridge', 'up')
    for (const [name, address] of hosts) {
      const own = `${prefix}-${name}`
      ip('netns', 'add', own)
      ip('-n', own, 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', `to-${name}`, 'netns', `${prefix}-switch`)
      ip('-n', `${prefix}-switch`, 'link', 'set', `to-${name}`, 'master', 'bridge', 'up')
      ip('-n', own, 'address', 'add', `${address}/24`, 'dev', 'eth0')
      ip('-n', own, 'link', 'set', 'eth0', 'up')
      ip('-n', own, 'link', 'set', 'lo', 'up')
    }
    console.log(
      `network test: a namespace per node, ${hosts.map(([name, address]) => `${name} ${address}`).join(', ')}`,
    )
    return prefix
  } catch (error) {
    removeNamespaces(prefix)
    console.log(
      `network test: nodes on the loopback, because namespaces can not be made (${error.message}); root and iproute2 are needed`,
    )
    return undefined
  }
}

function removeNamespaces(prefix) {
  if (prefix === undefined) return
  for (const name of [...NODES, 'client', 'switch']) {
    // Whatever still runs in there was started by the tests: no node outlives them.
    const { stdout } = spawnSync('ip', ['netns', 'pids', `${prefix}-${name}`], { encoding: 'utf8' })
    for (const pid of (stdout ?? '').split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL')
    spawnSync('ip', ['netns', 'delete', `${prefix}-${name}`])
  }
}

function ip(...args) {
  const done = spawnSync('ip', args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`ip ${args.join(' ')}: ${done.error?.message ?? done.stderr.trim()}`)
}
