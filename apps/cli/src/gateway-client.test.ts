import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connect } from './gateway-client.ts'

/** A server in a thread of its own, because it must close a connection while this thread computes. */
const SERVER = `
const { createServer } = require('node:http')
const { parentPort } = require('node:worker_threads')
const server = createServer((request, response) => {
  response.setHeader('connection', 'keep-alive') // without the hint how long, for which the client could wait
  request.resume().on('end', () => response.end(JSON.stringify({ port: request.socket.remotePort })))
})
server.keepAliveTimeout = 1_000
server.on('connection', (socket) => socket.on('close', () => parentPort.postMessage('closed')))
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`
const workers: Worker[] = []
afterEach(() => Promise.all(workers.splice(0).map((worker) => worker.terminate())))

async function startServer(code = SERVER): Promise<{ readonly port: number; readonly worker: Worker }> {
  const worker = new Worker(code, { eval: true })
  workers.push(worker)
  const [port] = z.tuple([z.number()]).parse(await once(worker, 'message'))
  return { port, worker }
}

/** Keeps this thread from every event, as signing does. */
function computeFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const answer = z.object({ port: z.number() })

/** A server that refuses the first request of a path for its rate, and counts what it does after that. */
const BUSY = `
const { createServer } = require('node:http')
const { parentPort } = require('node:worker_threads')
let asked = 0
const server = createServer((request, response) => {
  asked += 1
  if (asked === 1) response.writeHead(429, { 'retry-after': '0' })
  request.resume().on('end', () => response.end(JSON.stringify({ port: asked })))
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

describe('a client of the gateway', () => {
  it('waits and sends again what was refused for its rate', async () => {
    const { port } = await startServer(BUSY)
    expect(await connect(`http://127.0.0.1:${port}`).json(answer, '/', { json: {} })).toEqual({ port: 2 })
  })

  it('sends over a new connection when the gateway has closed the kept one during long work', async () => {
    const { port, worker } = await startServer()
    const client = connect(`http://127.0.0.1:${port}`)
    const first = await client.json(answer, '/first')
    await setImmediate() // the connection is kept for the next request
    expect(await client.json(answer, '/kept')).toEqual(first)
    await setImmediate()
    computeFor(3_000)
    const closed = once(worker, 'message')
    expect(await client.json(answer, '/after', { json: {} })).not.toEqual(first)
    expect(await closed).toEqual(['closed'])
  })
})
