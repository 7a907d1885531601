import { describe, expect, it } from 'vitest'
import { concatHex, encodeFunctionData, keccak256, type Hex } from 'viem'
import { FIXED_ONE } from '@tcctv/units'
import { projectLedgerAbi } from './generated/project-ledger.ts'
import { decodePddVersion, textId, type ChainPddVersion, UNLIMITED_ISSUANCE } from './pdd-version.ts'
import {
  DAY_S,
  FIRST_DAY,
  FROM_S,
  ER_LIMIT,
  PROGRAM,
  READING_LIMIT,
  hourlyLimit,
  hourly,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import { checkpointTypedData, decisionTypedData } from './typed-data.ts'
import { ZERO32, accountOf, createWorld, hashOf, word, type Outcome, type World } from './world.test-support.ts'

const nameOf = (outcome: Outcome): string | undefined => outcome.error?.name
const ONE_DAY = { creditingToS: FROM_S + DAY_S, lastDay: FIRST_DAY }

describe('decisions', () => {
  it('refuses a nonce that is not the next, so that nothing can be replayed', async () => {
    const world = await trialWorld()
    const message = { action: 'set-stage', subject: word(3), content: ZERO32 }
    const sign = async (nonce: bigint): Promise<Hex> =>
      accountOf('proponent').signTypedData(decisionTypedData(world.domain, { ...message, nonce }))
    const nonce = world.nonces.get('proponent') ?? 0n
    expect(nameOf(await world.send('setStage', [3, ZERO32, nonce + 1n, await sign(nonce + 1n)]))).toBe('NonceMismatch')
    expect(nameOf(await world.send('setStage', [3, ZERO32, nonce, await sign(nonce)]))).toBeUndefined()
    await world.stage(2, 'registry')
    expect(nameOf(await world.send('setStage', [3, ZERO32, nonce, await sign(nonce)]))).toBe('NonceMismatch')
  })

  it('refuses a signature over other content or for another ledger', async () => {
    const world = await trialWorld()
    const other = { chainId: world.domain.chainId + 1, ledger: world.domain.ledger }
    const nonce = world.nonces.get('proponent') ?? 0n
    const message = { action: 'set-stage', subject: word(3), content: ZERO32, nonce }
    const foreign = await accountOf('proponent').signTypedData(decisionTypedData(other, message))
    expect(nameOf(await world.send('setStage', [3, ZERO32, nonce, foreign]))).toBe('NotAuthorised')
    const signed = await accountOf('proponent').signTypedData(decisionTypedData(world.domain, message))
    expect(nameOf(await world.send('setStage', [3, word(1), nonce, signed]))).toBe('NotAuthorised')
  })

  it('moves stages by those who may', async () => {
    const world = await trialWorld()
    const rows: readonly (readonly [number, 'proponent' | 'registry' | 'operator', string | undefined])[] = [
      [4, 'registry', 'StageForbids'],
      [3, 'registry', 'NotAuthorised'],
      [3, 'proponent', undefined],
      [2, 'proponent', 'NotAuthorised'],
      [2, 'registry', undefined],
      [3, 'proponent', undefined],
      [4, 'operator', 'NotAuthorised'],
      [4, 'registry', undefined],
      [2, 'registry', 'StageForbids'],
      [5, 'registry', undefined],
      [5, 'registry', 'StageForbids'],
    ]
    for (const [stage, role, expected] of rows) expect(nameOf(await world.stage(stage, role))).toBe(expected)
    expect(nameOf(await world.quantify(FIRST_DAY))).toBe('StageForbids')
  })

  it('never lets a demonstration go live', async () => {
    const world = await trialWorld({ demonstration: true })
    await world.stage(3, 'proponent')
    expect(nameOf(await world.stage(4, 'registry'))).toBe('DemonstrationCannotGoLive')
  })

  it('sets keys by role and keeps a revoked key out', async () => {
    const world = await trialWorld()
    const key = accountOf('stranger').address
    expect(nameOf(await world.setKey('registry', key, 3, true))).toBe('NotAuthorised')
    expect(nameOf(await world.setKey('proponent', key, 3, true))).toBeUndefined()
    expect(nameOf(await world.setKey('proponent', key, 3, true))).toBe('KeyRefused')
    expect(nameOf(await world.setKey('registry', key, 5, true))).toBe('KeyRefused')
    expect(nameOf(await world.setKey('registry', key, 9, true))).toBe('UnknownRole')
    expect(nameOf(await world.setKey('registry', `0x${'00'.repeat(20)}`, 5, true))).toBe('KeyRefused')
    expect(nameOf(await world.setKey('operator', accountOf('service').address, 6, false))).toBeUndefined()
    expect(nameOf(await world.setKey('operator', accountOf('service').address, 6, false))).toBe('KeyRefused')
    expect(nameOf(await world.commit({ columns: [hourly(0, [1n])] }))).toBe('NotAuthorised')
    expect(nameOf(await world.setKey('operator', accountOf('service').address, 6, true))).toBeUndefined()
    expect(nameOf(await world.commit({ columns: [hourly(0, [1n])] }))).toBeUndefined()
  })

  it('rotates a key in two decisions, with its history in events, and never lets a key revoke itself', async () => {
    const world = await trialWorld()
    const [old, next] = [accountOf('registry').address, accountOf('stranger').address]
    expect(nameOf(await world.setKey('registry', old, 4, false))).toBe('KeyRefused')
    const before = await world.commit({ columns: [hourly(0, [1n])] })
    world.nowS += 60
    const added = await world.setKey('registry', next, 4, true)
    expect(added.events).toMatchObject([{ eventName: 'KeySet', args: { key: next, role: 4, active: true } }])
    const message = (key: Hex, nonce: bigint) => ({
      action: 'set-key',
      subject: word(BigInt(key)),
      content: hashOf(['uint8', 'bool'], [4, false]),
      nonce,
    })
    const signature = await accountOf('stranger').signTypedData(decisionTypedData(world.domain, message(old, 0n)))
    world.nowS += 60
    expect(nameOf(await world.send('setKey', [old, 4, false, 0n, signature]))).toBeUndefined()
    // the interval in which the key was valid stays readable, what it signed before stays in force
    expect(await world.read('parties', [old])).toEqual([4, world.nowS - 120, world.nowS, expect.anything(), 0n])
    expect(await world.read('parties', [next])).toEqual([4, world.nowS - 60, 0, 1n, 0n])
    expect(nameOf(before)).toBeUndefined()
    expect(nameOf(await world.approve(0n, FIRST_DAY))).toBe('NotAuthorised')
    expect(await world.read('pddInForce', [FIRST_DAY])).toBe(0n)
  })

  it('records models and reports of those who may', async () => {
    const world = await createWorld()
    const model = { action: 'record-model', subject: word(1), content: word(2) }
    expect(nameOf(await world.decide('registry', model, 'recordModel', [word(1), word(2)]))).toBe('NotAuthorised')
    expect(nameOf(await world.decide('operator', model, 'recordModel', [word(1), word(2)]))).toBeUndefined()
    const report = { action: 'record-report', subject: word(1), content: word(7) }
    expect(nameOf(await world.decide('report', report, 'recordReport', [word(1), 7n]))).toBeUndefined()
    const note = (action: string) => ({ action, subject: word(1), content: word(2) })
    const send = async (kind: string, role: 'verifier' | 'operator' | 'proponent') =>
      nameOf(await world.decide(role, note(kind), 'note', [kind, word(1), word(2)]))
    expect(await send('praise', 'verifier')).toBe('UnknownNote')
    for (const kind of ['confirm-alert', 'dismiss-alert']) {
      expect(await send(kind, 'verifier')).toBeUndefined()
      expect(await send(kind, 'proponent')).toBe('NotAuthorised')
    }
    for (const kind of ['explain-alert', 'reopen-alert']) {
      expect(await send(kind, 'proponent')).toBeUndefined()
      expect(await send(kind, 'operator')).toBe('NotAuthorised')
    }
  })

  it('refuses decisions on exceptions that do not exist and actions that are none', async () => {
    const world = await trialWorld({ limits: [READING_LIMIT] })
    expect(nameOf(await world.move('proponent', 1n, 'justify'))).toBe('UnknownException')
    const flags = [{ column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 }] as const
    await world.commit({ columns: [hourly(0, [1200n])], flags })
    expect(nameOf(await world.move('proponent', 1n, 'forget'))).toBe('ActionRefused')
  })

  it('co-signs blocks before the present one', async () => {
    const world = await createWorld()
    const send = async (role: 'registry' | 'verifier' | 'operator', number: bigint): Promise<string | undefined> => {
      const message = { number, blockHash: word(9), stateRoot: ZERO32 }
      const signature = await accountOf(role).signTypedData(checkpointTypedData(world.domain, message))
      return nameOf(await world.send('checkpoint', [number, word(9), ZERO32, signature]))
    }
    expect(await send('operator', 1n)).toBe('NotAuthorised')
    expect(await send('registry', 99n)).toBe('CheckpointMismatch')
    expect(await send('verifier', 1n)).toBe('CheckpointMismatch')
    world.blockNumber = 300n // the hash of a block this old can't be asked for any more
    expect(await send('verifier', 1n)).toBeUndefined()
    expect(await send('verifier', 60n)).toBe('CheckpointMismatch')
  })
})

describe('PDD versions', () => {
  const faulty: readonly (readonly [string, Partial<ChainPddVersion>, readonly unknown[]])[] = [
    ['visibility', { visibility: 0 }, [1, 0n]],
    ['no crediting period', { creditingToS: FROM_S }, [2, 0n]],
    ['another first day', { firstDay: FIRST_DAY + 1 }, [2, 1n]],
    ['another last day', { lastDay: FIRST_DAY }, [2, 2n]],
    ['no offsets', { offsets: [] }, [3, 0n]],
    [
      'unsorted offsets',
      {
        offsets: [
          { fromS: 0, offsetS: 0 },
          { fromS: 0, offsetS: 0 },
        ],
      },
      [3, 1n],
    ],
    ['a lane of a constant', { lanes: versionWith().lanes.map((lane) => ({ ...lane, variableIndex: 2 })) }, [4, 0n]],
    ['too few variables', { variables: versionWith().variables.slice(0, 5) }, [5, 6n]],
    [
      'an unknown source',
      { variables: versionWith().variables.map((row, i) => (i === 5 ? { ...row, source: 5 } : row)) },
      [5, 5n],
    ],
    [
      'two bounds',
      { limits: [{ ...READING_LIMIT, bounds: concatHex([READING_LIMIT.bounds, READING_LIMIT.bounds]) }] },
      [6, 0n],
    ],
    ['a reading limit on an equation', { limits: [{ ...READING_LIMIT, subjectKind: 2 }] }, [6, 0n]],
    ['an unknown pattern', { limits: [{ ...READING_LIMIT, by: 5 }] }, [6, 0n]],
    ['a day limit by hour', { limits: [{ ...hourlyLimit(), applies: 2 }] }, [6, 0n]],
    ['a ratio of readings', { limits: [{ ...READING_LIMIT, divisor: 1 }] }, [6, 0n]],
    ['a ratio of equations', { limits: [{ ...ER_LIMIT, divisor: 1 }] }, [6, 0n]],
    ['a ratio to a constant', { limits: [{ ...READING_LIMIT, applies: 2, divisor: 2 }] }, [6, 0n]],
    ['a head without equation', { heads: { ...versionWith().heads, leakage: 3 } }, [7, 2n]],
    ['no reduction', { heads: { ...versionWith().heads, reduction: 0xffff } }, [7, 3n]],
    [
      'an issuance quantum of zero',
      { issuance: { quantum: 0n, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE } },
      [8, 0n],
    ],
  ]

  it.each(faulty)('refuses %s', async (_, changes, args) => {
    const world = await trialWorld()
    expect((await world.propose(versionWith(changes), 1n)).error).toEqual({ name: 'PddInvalid', args })
  })

  it('keeps the bytes that were signed', async () => {
    const world = await trialWorld()
    const encoded = await world.read('pdd', [0n])
    expect(typeof encoded === 'string' ? decodePddVersion(`0x${encoded.slice(2)}`) : undefined).toEqual(versionWith())
  })

  it('refuses programs that are not registered and approvals of nothing', async () => {
    const world = await trialWorld()
    expect(nameOf(await world.propose(versionWith({ programHash: word(1) }), 1n))).toBe('UnknownProgram')
    expect(nameOf(await world.approve(5n, FIRST_DAY + 1))).toBe('UnknownPdd')
    expect(nameOf(await world.decide('registry', proposal(), 'proposePdd', [versionWith()]))).toBe('NotAuthorised')
  })

  it('refuses calldata that is not the canonical encoding of the struct', async () => {
    const world = await trialWorld()
    const nonce = world.nonces.get('proponent') ?? 0n
    // a word between struct and signature: the struct decodes alike, the signed bytes are others
    const plain = encodeFunctionData({
      abi: projectLedgerAbi,
      functionName: 'proposePdd',
      args: [versionWith(), nonce, '0x'],
    })
    const body = plain.slice(10)
    const offset = Number.parseInt(body.slice(128, 192), 16)
    const moved = `${body.slice(0, 128)}${word(offset + 32).slice(2)}${body.slice(192, offset * 2)}${'00'.repeat(32)}`
    const content = keccak256(`0x${word(32).slice(2)}${moved.slice(192)}`)
    const message = { action: 'propose-pdd', subject: word(1), content, nonce }
    const signature = await accountOf('proponent').signTypedData(decisionTypedData(world.domain, message))
    const tail = `${word(65).slice(2)}${signature.slice(2)}${'00'.repeat(31)}`
    const outcome = await world.transact(`${plain.slice(0, 10)}${moved}${tail}` as Hex, world.domain.ledger)
    expect(outcome.error).toEqual({ name: 'PddInvalid', args: [0, 0n] })
  })
})

describe('what a version changes', () => {
  const second = async (): Promise<World> => {
    const world = await trialWorld()
    await world.propose({ ...versionWith(), documentHash: word(9) }, 1n)
    return world
  }

  it('is said by the registry, of every version but the first', async () => {
    const world = await second()
    expect(nameOf(await world.approve(1n, FIRST_DAY + 1, 0))).toBe('ChangeRefused')
    expect(nameOf(await world.approve(1n, FIRST_DAY + 1, 7))).toBe('ChangeRefused')
    const { events } = await world.approve(1n, FIRST_DAY + 1, 2)
    expect(events).toMatchObject([{ eventName: 'PddApproved', args: { index: 1n, fromDay: FIRST_DAY + 1, change: 2 } }])
    const fresh = await createWorld()
    await fresh.send('registerProgram', [PROGRAM.code, PROGRAM.constants, PROGRAM.tables])
    await fresh.propose(versionWith())
    expect(nameOf(await fresh.approve(0n, FIRST_DAY, 1))).toBe('ChangeRefused')
  })

  it.each([3, 4, 5, 6])('waits for a verifier where the kind asks for it: %i', async (change) => {
    const world = await second()
    expect(nameOf(await world.approve(1n, FIRST_DAY + 1, change))).toBe('OpinionMissing')
    expect(nameOf(await world.opine('registry', 1n))).toBe('NotAuthorised')
    expect(nameOf(await world.opine('verifier', 2n))).toBe('UnknownPdd')
    expect((await world.opine('verifier', 1n)).events).toMatchObject([{ eventName: 'PddOpined', args: { index: 1n } }])
    expect(nameOf(await world.approve(1n, FIRST_DAY + 1, change))).toBeUndefined()
  })

  it('is approved by nobody but the registry', async () => {
    const world = await second()
    const content = hashOf(['uint32', 'uint8', 'bytes32'], [FIRST_DAY + 1, 1, ZERO32])
    const message = { action: 'approve-pdd', subject: word(1), content }
    for (const role of ['operator', 'proponent', 'meter', 'verifier', 'service', 'report', 'stranger'] as const) {
      const outcome = await world.decide(role, message, 'approvePdd', [1n, FIRST_DAY + 1, 1, ZERO32])
      expect(nameOf(outcome)).toBe('NotAuthorised')
    }
  })
})

describe('periods', () => {
  async function liveVintage(world: World): Promise<void> {
    await world.commit({ columns: [hourly(0, [6000n])] })
    await world.quantify(FIRST_DAY)
  }

  it('moves a vintage to issuance by the parties in turn, never above the figure before', async () => {
    const world = await trialWorld(ONE_DAY)
    expect(nameOf(await world.movePeriod('proponent', 2011, 1))).toBe('VintageNotRecorded')
    await liveVintage(world)
    const rows: readonly (readonly [number, 'proponent' | 'verifier' | 'registry', bigint, string | undefined])[] = [
      [2, 'proponent', 0n, 'PeriodRefused'],
      [1, 'registry', 0n, 'NotAuthorised'],
      [1, 'proponent', 0n, undefined],
      [2, 'proponent', 0n, undefined],
      [3, 'verifier', 0n, undefined],
      [4, 'verifier', 4n * FIXED_ONE, 'QuantityRefused'],
      [4, 'verifier', -1n, 'QuantityRefused'],
      [4, 'proponent', 1n, 'NotAuthorised'],
      [4, 'verifier', 2n * FIXED_ONE, undefined],
      [5, 'proponent', 0n, undefined],
      [6, 'registry', FIXED_ONE, 'NotIssuable'],
      [7, 'registry', 0n, undefined],
      [3, 'verifier', 0n, undefined],
      [4, 'verifier', 2n * FIXED_ONE, undefined],
      [5, 'proponent', 0n, undefined],
    ]
    for (const [to, role, quantity, expected] of rows)
      expect(nameOf(await world.movePeriod(role, 2011, to, quantity))).toBe(expected)
  })

  it('takes another version of a report until there is a statement on it', async () => {
    const world = await trialWorld(ONE_DAY)
    await liveVintage(world)
    const rows: readonly (readonly [number, 'proponent' | 'verifier' | 'registry', string | undefined])[] = [
      [2, 'proponent', 'PeriodRefused'],
      [1, 'proponent', undefined],
      [2, 'proponent', undefined],
      [2, 'proponent', undefined],
      [3, 'verifier', undefined],
      [2, 'verifier', 'NotAuthorised'],
      [2, 'proponent', undefined],
      [3, 'verifier', undefined],
      [4, 'verifier', undefined],
      [2, 'proponent', 'PeriodRefused'],
      [5, 'proponent', undefined],
      [8, 'registry', 'PeriodRefused'],
      [9, 'registry', 'PeriodRefused'],
      [255, 'registry', 'PeriodRefused'],
    ]
    for (const [to, role, expected] of rows) expect(nameOf(await world.movePeriod(role, 2011, to))).toBe(expected)
  })

  it('issues at most the verified quantity, of a vintage that was recorded live', async () => {
    const world = await trialWorld(ONE_DAY)
    const verify = async (): Promise<void> => {
      for (const [to, role] of [
        [1, 'proponent'],
        [2, 'proponent'],
        [3, 'verifier'],
      ] as const)
        await world.movePeriod(role, 2011, to)
      await world.movePeriod('verifier', 2011, 4, 2n * FIXED_ONE)
      await world.movePeriod('proponent', 2011, 5)
    }
    const trial = await world.fork()
    await liveVintage(trial)
    expect(nameOf(await trial.movePeriod('proponent', 2011, 1))).toBeUndefined()
    await trial.stage(3, 'proponent')
    await trial.stage(4, 'registry')
    expect(nameOf(await trial.movePeriod('proponent', 2011, 1))).toBe('VintageNotRecorded')
    await world.stage(3, 'proponent')
    await world.stage(4, 'registry')
    await liveVintage(world)
    await verify()
    expect(nameOf(await world.movePeriod('registry', 2011, 6, 3n * FIXED_ONE))).toBe('QuantityRefused')
    expect(nameOf(await world.movePeriod('registry', 2011, 6, 2n * FIXED_ONE))).toBeUndefined()
    expect(nameOf(await world.movePeriod('registry', 2011, 7))).toBe('PeriodRefused')
    // errors found later: compensated or cancelled, up to what was issued, and never a new issuance
    expect(nameOf(await world.movePeriod('registry', 2011, 8, 3n * FIXED_ONE))).toBe('QuantityRefused')
    expect(nameOf(await world.movePeriod('verifier', 2011, 8, FIXED_ONE))).toBe('NotAuthorised')
    expect(nameOf(await world.movePeriod('registry', 2011, 8, FIXED_ONE))).toBeUndefined()
    expect(await world.read('periods', [2011])).toEqual([8, FIXED_ONE])
    expect(nameOf(await world.movePeriod('registry', 2011, 6, FIXED_ONE))).toBe('PeriodRefused')
    expect(nameOf(await world.movePeriod('registry', 2011, 8, 2n * FIXED_ONE))).toBe('QuantityRefused')
    expect(nameOf(await world.movePeriod('registry', 2011, 8, FIXED_ONE))).toBeUndefined()
  })
})

function proposal() {
  return { action: 'propose-pdd', subject: word(1), content: hashOf(['bytes32'], [textId('x')]) }
}
