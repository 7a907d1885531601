import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { batchSchema, decide, hexSchema, signBatch } from '../../apps/cli/src/party.ts'
import { eventsNamed, eventsOfChain } from '../kit/chain.ts'
import { tcctv, tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { createProject, firstDays, partiesAt } from '../kit/example-project.ts'
import { readPlainRows, sumBy } from '../kit/plain-file.ts'
import { sessionOf, type Session } from '../kit/session.ts'

const SLUG = 'killed'
const ROUNDS = 20
const DAYS = 60
/** Each round sends the file from its beginning, this many days further than the round before. */
const NEW_DAYS = DAYS / ROUNDS
const SEED = Number(process.env['TCCTV_TEST_SEED'] ?? Date.now() % 2 ** 31)

const anything = z.looseObject({})
const preparedSchema = z.looseObject({ id: z.string(), known: z.number(), batches: z.array(batchSchema) })
const lineSchema = z.looseObject({
  batch: z.number().optional(),
  day: z.string(),
  block: z.number(),
  tx: hexSchema,
})
const doneSchema = z.looseObject({ done: z.object({ committed: z.number(), remaining: z.number() }) })
/** What a line said that was read before the process was killed. */
type Acknowledged = { readonly digest: string; readonly tx: string; readonly block: number }

/** mulberry32: numbers from 0 to 1, the same for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const folder = temporaryFolder()
const csv = firstDays(DAYS)
const rows = readPlainRows(csv)
const acknowledged: Acknowledged[] = []
let platform: RunningPlatform
let people: People
let session: Session

beforeAll(async () => {
  platform = await tcctvUp(folder.path)
  people = await partiesAt(platform)
  await createProject(people, SLUG)
  session = await sessionOf(platform, 'proponent')
})
afterAll(async () => {
  await platform[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

function pidOfProject(): number {
  const text = readFileSync(join(folder.path, 'projects', SLUG, 'process.json'), 'utf8')
  return z.object({ pid: z.number().int().positive() }).parse(JSON.parse(text)).pid
}

async function prepare(days: number): Promise<z.infer<typeof preparedSchema>> {
  const { client, account } = people.proponent
  const path = `/api/projects/${SLUG}/imports?signer=${account.address}`
  return client.json(preparedSchema, path, { body: Buffer.from(firstDays(days)), contentType: 'text/csv' })
}

/** Asks until the project process answers again; each refusal until then must be one that says to try again. */
async function prepareAgain(days: number): Promise<z.infer<typeof preparedSchema>> {
  for (const until = Date.now() + 20_000; ;) {
    try {
      return await prepare(days)
    } catch (fault) {
      if (Date.now() > until) throw fault
      const status = fault instanceof Error && 'status' in fault ? fault.status : undefined
      expect(status, String(fault)).toBeOneOf([502, 503])
      await wait(50)
    }
  }
}

/** Signs and commits, telling of each line; ends quietly when the connection breaks because the process was killed. */
async function commit(
  { id, batches }: z.infer<typeof preparedSchema>,
  { onLine }: { readonly onLine: (lines: number) => void },
): Promise<z.infer<typeof doneSchema> | null> {
  const domain = await people.proponent.client.json(
    z.looseObject({ chainId: z.number(), ledger: hexSchema }),
    `/api/projects/${SLUG}/summary`,
  )
  const { account, client } = people.proponent
  const signatures = await Promise.all(batches.map((batch) => signBatch(account, domain, batch)))
  const call = { json: { signatures } }
  let lines = 0
  onLine(lines)
  try {
    for await (const line of client.lines(anything, `/api/projects/${SLUG}/imports/${id}/commit`, call)) {
      if ('done' in line) return doneSchema.parse(line)
      const { batch, block, tx } = lineSchema.parse(line)
      const digest = batch === undefined ? undefined : batches[batch]?.digest
      if (digest !== undefined) acknowledged.push({ digest, tx, block })
      lines += 1
      onLine(lines)
    }
  } catch (fault) {
    if (fault instanceof z.ZodError) throw fault
  }
  return null
}

/** In every fourth round the platform restarts the process by itself; otherwise the operator does it at once. */
async function restart(round: number): Promise<void> {
  if (round % 4 === 3) return
  const path = `/api/platform/projects/${SLUG}`
  await people.operator.client.json(anything, `${path}/stop`, { method: 'POST' })
  await people.operator.client.json(anything, `${path}/start`, { method: 'POST' })
}

async function answers(): Promise<string[]> {
  const base = `/api/projects/${SLUG}`
  const paths = ['/summary', '/carbon?by=day', '/flags', '/series?parameter=EG_EXP&buckets=500', '/exceptions']
  return Promise.all(paths.map(async (path) => (await session(base + path)).text()))
}

it(`loses and doubles nothing when the process is killed ${ROUNDS} times (seed ${SEED})`, async () => {
  const random = randomOf(SEED)
  let cut = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const prepared = await prepareAgain(NEW_DAYS * (round + 1))
    const atLine = Math.floor(random() * NEW_DAYS)
    const delayMs = random() * 15
    const pid = pidOfProject()
    let kill: Promise<void> | undefined
    const onLine = (lines: number): void => {
      if (lines === atLine) kill = wait(delayMs).then(() => void process.kill(pid, 'SIGKILL'))
    }
    const done = await commit(prepared, { onLine })
    await kill
    if (done === null) cut += 1
    await restart(round)
  }
  expect(cut, 'streams that broke off').toBeGreaterThan(ROUNDS / 2)
  const rest = await prepareAgain(DAYS)
  expect(rest.known).toBeGreaterThan(0)
  const done = await commit(rest, { onLine: () => undefined })
  expect(done).toMatchObject({ done: { remaining: 0 } })
  const day = rest.batches.at(-1)?.day
  await decide(people.proponent, SLUG, { action: 'close-day', day }, 'end of the file')
  for await (const _ of people.proponent.client.lines(anything, `/api/projects/${SLUG}/quantify`, { json: {} }));
})

it('has every acknowledged batch on the chain, once, where it was said to be', async () => {
  const batches = eventsNamed(await eventsOfChain(session, SLUG), 'BatchCommitted')
  expect(acknowledged.length).toBeGreaterThan(ROUNDS)
  const places = batches.map(({ args, transactionHash, blockNumber }) => ({
    digest: args.digest,
    tx: transactionHash,
    block: Number(blockNumber),
  }))
  expect(new Set(places.map(({ digest }) => digest)).size).toBe(places.length)
  for (const found of acknowledged) expect(places.filter(({ digest }) => digest === found.digest)).toEqual([found])
})

it('has every reading of the file once, and every day computed once', async () => {
  const events = await eventsOfChain(session, SLUG)
  const present = rows.filter(({ wattHours }) => wattHours !== null)
  const readings = eventsNamed(events, 'BatchCommitted').reduce((sum, { args }) => sum + args.readings, 0)
  expect(readings).toBe(present.length)
  const dayOfBatch = new Map(eventsNamed(events, 'BatchCommitted').map(({ args }) => [args.digest, args.day]))
  const sums = new Map<string, bigint>()
  for (const { args } of eventsNamed(events, 'ColumnCommitted')) {
    const day = new Date((dayOfBatch.get(args.digest) ?? 0) * 86_400_000).toISOString().slice(0, 10)
    sums.set(day, (sums.get(day) ?? 0n) + args.sum)
  }
  expect(sums).toEqual(sumBy(rows, ({ day }) => day))
  const days = eventsNamed(events, 'DayEvaluated').map(({ args }) => `${args.day}/${args.revision}`)
  expect(days).toHaveLength(DAYS)
  expect(new Set(days).size).toBe(DAYS)
})

it('has the read model that the chain gives', async () => {
  const before = await answers()
  const { code, stderr } = await tcctv('project', 'rebuild', SLUG, '--data', folder.path, '--gateway', platform.origin)
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(await answers()).toEqual(before)
  expect(before[0]).toContain(`"batches":${DAYS}`)
})
