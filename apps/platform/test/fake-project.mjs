// Stands in for a project process in tests of the launcher: same environment, probes and set-up, no chain.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

const directory = process.env.TCCTV_PROJECT_DIR
const socket = process.env.TCCTV_PROJECT_SOCKET
if (existsSync(join(directory, 'crash-at-start'))) process.exit(1)
const isBroken = () => readFileSync(join(directory, 'pdd.yaml'), 'utf8').includes('broken')

const server = createServer((request, response) => {
  const json = (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
  if (request.url === '/crash') process.exit(1)
  if (request.url === '/setup') {
    response.write('{"step":"chain","state":"running","detail":"genesis"}\n')
    return response.end(`{"step":"chain","state":"${isBroken() ? 'failed' : 'done'}","detail":"genesis"}\n`)
  }
  if (request.url === '/summary') return json({ visibility: 'public' })
  json({ status: 'ready', pid: process.pid, asserted: request.headers['x-tcctv-assertion'] !== undefined })
})
rmSync(socket, { force: true })
server.listen(socket, () => console.log('fake project listens'))
process.once('SIGTERM', () => process.exit(0))
// A test that dies must not leave this behind.
setTimeout(() => process.exit(3), 60_000).unref()
