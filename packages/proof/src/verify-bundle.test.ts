import { RLP } from '@ethereumjs/rlp'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { deploymentOf, projectLedgerAbi } from '@tcctv/contracts'
import { toEventSelector, toFunctionSelector, type Abi } from 'viem'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromHex } from './bytes.ts'
import { canonicalJson } from './canonical-json.ts'
import { decodeBlock } from './chain/blocks.ts'
import { decodeTransaction } from './chain/transaction.ts'
import { CHECK_IDS, type CheckId } from './errors.ts'
import { LEDGER_ABI } from './ledger-abi.ts'
import { applyCall } from './model/apply.ts'
import { setParty } from './model/authority.ts'
import { newModel } from './model/state.ts'
import { decodeCall, decodeLogs, type ChainRecord, type LedgerEvent } from './records.ts'
import {
  TEST_DAYS,
  TEST_METHODOLOGY,
  TEST_PDD,
  TEST_PDD_BY_HOUR,
  compileTestDocuments,
} from './test-chain/documents.ts'
import {
  KEYS,
  TEST_CHAIN_ID,
  bundleOf,
  commitDay,
  createTestProject,
  playCorrectedStory,
  playHardStory,
  playReplacedStory,
  playStory,
  quantify,
  recordsOf,
  reportFiles,
  type TestProject,
} from './test-chain/project.ts'
import { eventsOf } from './report/events.ts'
import { createCheckList } from './verify/checks.ts'
import { compareEvents } from './verify/compare-events.ts'
import { verifyBundleWith, type Verification } from './verify-bundle.ts'

let project: TestProject
let files: Map<string, Uint8Array>
let bundle: Uint8Array

beforeAll(async () => {
  project = await createTestProject()
  await playStory(project)
  files = await reportFiles(project)
  bundle = bundleOf(project, files)
})

describe('bundle verification', () => {
  it('passes a bundle of two vintages with a resolved case 3', async () => {
    const result = await verify(bundle)
    expect(result.checks.filter(({ state }) => state !== 'passed')).toEqual([])
    expect(result).toMatchObject({ passed: true, totals: { readings: 120 } })
    expect(result.statement).toMatch(/not a verification statement/)
  })

  it('passes a bundle with a case 4 set to zero, a day held and withdrawn, and a revoked key', async () => {
    const hard = await createTestProject()
    await playHardStory(hard)
    const result = await verify(bundleOf(hard, await reportFiles(hard)))
    expect(result.checks.filter(({ state }) => state !== 'passed')).toEqual([])
    const days = reductionsOf(recordsOf(hard))
    expect(days).toEqual([
      [1, 6, 0n],
      [1, 3, 6_540n * 10n ** 15n],
      [2, 6, 0n],
      [1, 1, 4_823n * 10n ** 15n],
    ])
  })

  it('passes a released day whose data changed, and a version approved over days with readings', async () => {
    const corrected = await createTestProject()
    await playCorrectedStory(corrected)
    const result = await verify(bundleOf(corrected, await reportFiles(corrected)))
    expect(result.checks.filter(({ state }) => state === 'failed')).toEqual([])
    expect(result.passed).toBe(true)
    expect(recordsOf(corrected).flatMap(({ events }) => events.filter(isOpened))).toHaveLength(2)
  })

  it('passes corrected data, announced data given up, and a closed day', async () => {
    const replaced = await createTestProject()
    await playReplacedStory(replaced)
    const result = await verify(bundleOf(replaced, await reportFiles(replaced)))
    expect(result.checks.filter(({ state }) => state === 'failed')).toEqual([])
    expect(result.passed).toBe(true)
    expect(reductionsOf(recordsOf(replaced)).map(([revision, status]) => [revision, status])).toEqual([
      [1, 5],
      [1, 4],
      [1, 1],
    ])
  })

  it('passes readings judged by the hour', async () => {
    const hourly = await createTestProject(KEYS.sealer, TEST_PDD_BY_HOUR)
    const counts = Array.from({ length: 24 }, (_, hour) => (hour === 12 ? 513n : 500n + BigInt(hour)))
    const [day] = TEST_DAYS as [number] // the first of five days
    await commitDay(hourly, day, counts, 1n, [{ column: 0, position: 12, code: 2, detail: 0, scoreMillionths: 0 }])
    await quantify(hourly, day)
    const result = await verify(bundleOf(hourly, await reportFiles(hourly)))
    expect(result.checks.filter(({ state }) => state === 'failed')).toEqual([])
    expect(result.passed).toBe(true)
  })

  it('fails on any single changed byte and names a place', async () => {
    const offsets = [...spread(bundle.length, 60), ...[...files.values()].map((content) => offsetIn(bundle, content))]
    for (const offset of offsets) {
      const changed = bundle.slice()
      changed[offset] = (changed[offset] ?? 0) ^ 0x10
      expect(failureOf(await verify(changed)), `offset ${offset}`).toMatchObject({ where: expect.stringMatching(/./) })
    }
  })

  it('fails on a changed byte of every file even when manifest and container are made anew', async () => {
    for (const [path, content] of files)
      for (const offset of spread(content.length, path.startsWith('report/') ? 2 : 8)) {
        const changed = content.slice()
        changed[offset] = (changed[offset] ?? 0) ^ 0x01
        const result = await verify(bundleOf(project, new Map([...files, [path, changed]])))
        expect(result.passed, `${path} at ${offset}`).toBe(false)
        expect(failureOf(result)?.where).toMatch(/./)
      }
  })

  it('finds a changed factor of the project document', async () => {
    const result = await verify(bundleOf(project, withText('documents/pdd-0.yaml', '"factor":"0.5"', '"factor":"0.6"')))
    expect(failureOf(result)).toMatchObject({ id: 'documents', where: expect.stringContaining('documents/pdd-0.yaml') })
  })

  it('finds a wrong figure of the report, signed and recorded', async () => {
    const other = await createTestProject()
    await playStory(other)
    const wrong = await reportFiles(other, (data) => ({ ...(data as object), stage: 'live' }))
    expect(failureOf(await verify(bundleOf(other, wrong)))).toMatchObject({
      id: 'report-data',
      where: 'report/data.json/stage',
    })
  })

  it.each([
    ['a correction left out', 'corrections', []],
    ['a calibration made up', 'calibrations', [{ meter: 'M1', day: '2023-12-30', error: '0.001' }]],
    ['an adjustment made up', 'borne', [{ meter: 'M1', amount: '-1' }]],
  ])('finds %s of a report, signed and recorded', async (_what, list, stated) => {
    const replaced = await createTestProject()
    await playReplacedStory(replaced)
    const wrong = await reportFiles(replaced, (data) => {
      const { annex } = data as { readonly annex: object } // report data has one
      expect(annex).toMatchObject({ calibrations: [], corrections: [{ exception: '1' }, { exception: '2' }] })
      return { ...(data as object), annex: { ...annex, [list]: stated } }
    })
    expect(failureOf(await verify(bundleOf(replaced, wrong)))).toMatchObject({
      id: 'report-data',
      where: expect.stringContaining(`report/data.json/annex/${list}`),
    })
  })

  it('refuses a chain rebuilt with a foreign sealer', async () => {
    const foreign = await createTestProject(KEYS.verifier)
    const head = foreign.engine.built.at(-1)?.bytes ?? new Uint8Array()
    const blocks = files.get('chain/blocks.rlp') ?? new Uint8Array()
    const result = await verify(
      bundleOf(project, new Map([...files, ['chain/blocks.rlp', Uint8Array.from([...blocks, ...head])]])),
    )
    expect(failureOf(result)).toMatchObject({ id: 'headers', where: expect.stringMatching(/^block \d+/) })
    const whole = bundleOf(
      foreign,
      new Map([...files, ['chain/genesis.json', canonicalJson({ ...foreign.engine.genesis })]]),
    )
    const pinned = { genesisHash: project.engine.genesisHash, sealers: [project.engine.genesis.sealer] }
    expect(failureOf(await verifyBundleWith(compileTestDocuments, whole, { pinned }))?.id).toBe('genesis')
  })

  it('says of the chain of a network that a bundle proves none', async () => {
    const { sealer, ...others } = project.engine.genesis
    const genesis = canonicalJson({ ...others, sealers: [sealer, `0x${'ab'.repeat(20)}`, `0x${'cd'.repeat(20)}`] })
    const result = await verify(bundleOf(project, new Map([...files, ['chain/genesis.json', genesis]])))
    expect(failureOf(result)).toMatchObject({
      id: 'genesis',
      where: 'chain/genesis.json: sealers',
      found: expect.stringMatching(/^3 sealers: .*tcctv ledger compare/),
    })
  })

  it.each(['quantifier', 'rules', 'readings', 'spine'] as const)(
    'refuses a %s that is not the published one',
    async (part) => {
      const published = deploymentOf(project.engine.genesis.relayer, [])
      const other = await createTestProject(KEYS.sealer, TEST_PDD, { [part]: `${published[part]}00` })
      await playStory(other)
      const { passed, checks } = await verify(bundleOf(other, await reportFiles(other)))
      expect(passed).toBe(false)
      expect(checks.find(({ state }) => state === 'failed')).toMatchObject({
        id: 'replay',
        where: expect.stringMatching(new RegExp(`deployment of the ${part}: code$`)),
      })
    },
  )

  it('finds a reading changed in a chain sealed anew', async () => {
    const blocks = project.engine.built.map(({ bytes }) => bytes)
    const at = blocks.findIndex((bytes) => indexOf(bytes, reading(404n)) >= 0)
    const forged = reseal(blocks[at] ?? new Uint8Array(), (bytes) => replaceOnce(bytes, reading(404n), reading(405n)))
    const result = await verify(
      bundleOf(
        project,
        new Map([
          ...files,
          ['chain/blocks.rlp', Uint8Array.from(blocks.flatMap((bytes, index) => [...(index === at ? forged : bytes)]))],
        ]),
      ),
    )
    expect(failureOf(result)).toMatchObject({
      id: 'headers',
      where: expect.stringMatching(new RegExp(`^block ${at + 2} `)),
    })
  })

  it.each([
    [
      'reordered',
      (blocks: Uint8Array[]) => [
        ...blocks.slice(0, 3),
        ...blocks.slice(4, 5),
        ...blocks.slice(3, 4),
        ...blocks.slice(5),
      ],
    ],
    ['without one', (blocks: Uint8Array[]) => blocks.filter((_, index) => index !== 8)],
    ['without the last', (blocks: Uint8Array[]) => blocks.slice(0, -1)],
  ])('refuses blocks %s', async (_, change) => {
    const blocks = change(project.engine.built.map(({ bytes }) => bytes))
    const result = await verify(
      bundleOf(
        project,
        new Map([...files, ['chain/blocks.rlp', Uint8Array.from(blocks.flatMap((bytes) => [...bytes]))]]),
      ),
    )
    expect(failureOf(result)?.id).toBe('headers')
  })

  it('says which checks it could not make without a report', async () => {
    const without = new Map([...files].filter(([path]) => !path.startsWith('report/')))
    const result = await verify(bundleOf(project, without))
    expect(result.passed).toBe(true)
    expect(result.checks.filter(({ state }) => state === 'not-checked').map(({ id }) => id)).toEqual([
      'report-data',
      'report-files',
    ])
  })

  it('reports each check once and stops on request', async () => {
    const seen: string[] = []
    await verifyBundleWith(compileTestDocuments, bundle, { onCheck: ({ id }) => void seen.push(id) })
    expect(seen.toSorted()).toEqual([...CHECK_IDS].toSorted())
    await expect(verifyBundleWith(compileTestDocuments, bundle, { signal: AbortSignal.abort() })).rejects.toThrow(
      /abort/i,
    )
  })
})

/** The contract leaves no gap for these; a contract that does is modelled by changing what it recorded. */
describe('recalculation', () => {
  const changes: [string, CheckId, (event: LedgerEvent) => LedgerEvent | undefined][] = [
    ['a dropped exception', 'tolerances', (event) => (event.eventName === 'ExceptionOpened' ? undefined : event)],
    [
      'a sum',
      'readings',
      (event) =>
        event.eventName === 'ColumnCommitted' ? { ...event, args: { ...event.args, sum: event.args.sum + 1n } } : event,
    ],
    [
      'a tolerance level',
      'tolerances',
      (event) =>
        event.eventName === 'DayEvaluated' ? { ...event, args: { ...event.args, level: event.args.level + 1 } } : event,
    ],
    [
      'an equation',
      'equations',
      (event) =>
        event.eventName === 'DayEvaluated'
          ? { ...event, args: { ...event.args, rounded: event.args.rounded.map((term) => term + 1n) } }
          : event,
    ],
    [
      'a reduction',
      'records',
      (event) =>
        event.eventName === 'Reduction'
          ? { ...event, args: { ...event.args, reduction: event.args.reduction + 1n } }
          : event,
    ],
    [
      'a vintage',
      'records',
      (event) =>
        event.eventName === 'VintageRecorded'
          ? { ...event, args: { ...event.args, eligible: event.args.eligible + 1n } }
          : event,
    ],
  ]
  it.each(changes)('finds %s that differs, in the check %s', async (_, check, change) => {
    const { version, evaluate, equations, fill } = compileTestDocuments(TEST_METHODOLOGY, TEST_PDD)
    const model = newModel(
      { chainId: TEST_CHAIN_ID, ledger: project.ledger },
      (_, year, inputs) => evaluate(inputs, year),
      (_, year, inputs) => fill(inputs, year),
      () => [],
    )
    expect(version.documentHash).toMatch(/^0x/)
    const failures: unknown[] = []
    for (const { bytes, block, transactions } of project.engine.built) {
      const { transactions: raw } = decodeBlock(bytes, 'block')
      for (const [index, { logs }] of transactions.entries()) {
        const found = decodeLogs(project.ledger, logs)
        const { to, calldata } = decodeTransaction(raw[index] ?? new Uint8Array())
        if (to === null)
          for (const event of found)
            if (event.eventName === 'KeySet') setParty(model, event.args.key, event.args.role, true, block.timestampS)
        if (to !== project.ledger) continue
        const at = { timestampS: block.timestampS, number: block.number, where: `block ${block.number}` }
        const expected = applyCall(model, at, decodeCall(calldata))
        const list = createCheckList(() => undefined)
        await list.run(['replay'], () =>
          compareEvents(
            at.where,
            expected,
            found.flatMap((event) => change(event) ?? []),
            list,
            compileTestDocuments(TEST_METHODOLOGY, TEST_PDD),
          ),
        )
        failures.push(...list.finish().filter(({ state }) => state === 'failed'))
      }
    }
    expect(equations).toHaveLength(3)
    expect(failures[0]).toMatchObject({ id: check, where: expect.stringMatching(/^block \d+/) })
  })
})

describe('interface of the ledger', () => {
  it('has the functions and events of the compiled contract', () => {
    const signatures = (abi: Abi) =>
      abi.flatMap((part) =>
        part.type === 'event' ? toEventSelector(part) : part.type === 'function' ? toFunctionSelector(part) : [],
      )
    const compiled = new Set(signatures(projectLedgerAbi))
    expect(signatures(LEDGER_ABI).filter((selector) => !compiled.has(selector))).toEqual([])
  })
})

function verify(bytes: Uint8Array): Promise<Verification> {
  return verifyBundleWith(compileTestDocuments, bytes)
}

/** Revision, status and reduction of every record. */
function reductionsOf(records: readonly ChainRecord[]) {
  return eventsOf(records, 'Reduction').map(({ args }) => [args.revision, args.status, args.reduction])
}

function failureOf({ passed, checks }: Verification) {
  return passed ? undefined : checks.find(({ state }) => state === 'failed')
}

/** Positions spread over a length by a fixed rule, so that a failure can be repeated. */
function spread(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index * 0.618034 + 0.1) % 1) * length))
}

function offsetIn(bytes: Uint8Array, content: Uint8Array): number {
  return indexOf(bytes, content) + Math.floor(content.length / 2)
}

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return Buffer.from(bytes).indexOf(Buffer.from(part))
}

function withText(path: string, from: string, to: string): Map<string, Uint8Array> {
  const text = new TextDecoder().decode(files.get(path))
  expect(text).toContain(from)
  return new Map([...files, [path, new TextEncoder().encode(text.replace(from, to))]])
}

function reading(count: bigint): Uint8Array {
  return fromHex((count + (1n << 63n)).toString(16))
}

function replaceOnce(bytes: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = indexOf(bytes, from)
  const changed = bytes.slice()
  changed.set(to, at)
  return changed
}

/** A block with changed transactions under a header sealed by the true sealer's key: what only the platform could do. */
function reseal(block: Uint8Array, change: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const changed = RLP.decode(change(block)) as [Uint8Array[], Uint8Array[], []] // a block of the test chain
  const header = changed[0].map((field, index) => (index === 4 ? keccak_256(field) : field))
  const unsealed = header.with(12, (header[12] ?? new Uint8Array()).subarray(0, 32))
  const seal = secp256k1.sign(keccak_256(RLP.encode(unsealed)), fromHex(KEYS.sealer), {
    prehash: false,
    format: 'recovered',
  })
  const extraData = Uint8Array.from([...new Uint8Array(32), ...seal.subarray(1), seal[0] ?? 0])
  return RLP.encode([header.with(12, extraData), changed[1], changed[2]])
}

function isOpened({ eventName }: LedgerEvent): boolean {
  return eventName === 'ExceptionOpened'
}
