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

async function startServer(): Promise<{ readonly port: number; readonly worker: Worker }> {
  const worker = new Worker(SERVER, { eval: true })
  workers.push(worker)
  const [port] = z.tuple([z.number()]).parse(await once(worker, 'message'))
  return { port, worker }
}

/** Keeps this thread from every event, as signing does. */
function computeFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

const answer = z.object({ port: z.number() })

describe('a client of the gateway', () => {
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
