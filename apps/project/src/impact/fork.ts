import {
  batchDigest,
  columnsRoot,
  decodeColumns,
  decodeFlags,
  encodeColumns,
  encodeFlags,
  nameOfCode,
  pddContentHash,
  RECORD_STATUS,
  ROLES,
  STAGES,
  type ChainPddVersion,
  type Column,
  type LedgerEvent,
  type PddChangeName,
} from '@tcctv/contracts'
import { takenSignature, type LedgerReceipt, type ProgramParts, type ProjectLedger, type Signed } from '@tcctv/ledger'
import { TcctvError, type LocalDay } from '@tcctv/units'
import { hexToBytes, numberToHex } from 'viem'
import type { Documents } from '../documents.ts'
import { evaluateDay } from '../evaluate-day.ts'
import type { Hex } from '../read-model/projected.ts'
import { forkParties, type ForkParties } from './fork-party.ts'
import { chainVersions, type ChainVersions, type PastCall } from './history.ts'
import { Corrections } from './corrections.ts'
import { placeOf, type GovernanceEvent, type Past, type PastCorrection } from './past.ts'
import { caseFlags, fitLanes, inOrder, keepsOrder, refitColumns, type LaneFit } from './refit.ts'
import { createTally, limitId, type Tally } from './tally.ts'

/** A version that is tried, from a local day on. */
export type Draft = {
  readonly programs: readonly ProgramParts[]
  readonly version: ChainPddVersion
  readonly fromDay: LocalDay
  /** Texts of the draft and of the versions before it, by the hash that the chain knows them by. */
  readonly documentsOf: (documentHash: Hex) => Documents
}

/** Sources of variables, by their number on the chain: these need more than the sums that the chain keeps. */
const [LANES, COEFFICIENT, INTERVAL] = [0, 6, 7]

/** A batch or a day that the draft does not take. */
export type Refusal = { readonly day: LocalDay; readonly code: string; readonly message: string }

/** A batch in the lanes of the fork's version. */
type Refitted = {
  readonly day: LocalDay
  readonly version: ChainPddVersion
  readonly batch: Parameters<ProjectLedger['commitBatch']>[0]
}

type ArgumentsOf<Name extends PastCall['call']['functionName']> = Extract<
  PastCall['call'],
  { readonly functionName: Name }
>['args']

/** The ledger of a fork, and how calls of the past are repeated on it under the fork's versions. */
export class Fork {
  readonly ledger: ProjectLedger
  readonly tally: Tally
  readonly refusals: Refusal[] = []
  readonly #draft: Draft
  readonly #past: Past
  readonly #parties: ForkParties
  readonly #versions: ChainVersions
  readonly #corrections: Corrections
  readonly #fits = new Map<string, LaneFit>()
  /** What the fork holds of days that are not evaluated yet. */
  readonly #columns = new Map<LocalDay, readonly Column[]>()
  /** Index on the fork by index on the live chain. */
  readonly #indexes = new Map<number, number>()
  #draftIndex = -1
  #nextDay = 0
  #isStopped = false

  private constructor(ledger: ProjectLedger, draft: Draft, past: Past) {
    this.ledger = ledger
    this.tally = createTally(draft.fromDay)
    this.#draft = draft
    this.#past = past
    this.#parties = forkParties(ledger)
    this.#versions = chainVersions(ledger)
    this.#corrections = new Corrections(past.corrections)
  }

  static async open(ledger: ProjectLedger, draft: Draft, past: Past): Promise<Fork> {
    const fork = new Fork(ledger, draft, past)
    fork.#nextDay = (await ledger.state()).nextDay
    return fork
  }

  /** An event of the blocks that both chains have. */
  async know(event: GovernanceEvent): Promise<void> {
    this.#parties.note([event])
    if (event.eventName === 'PddProposed') this.#indexes.set(Number(event.args.index), Number(event.args.index))
    if (event.eventName === 'PddApproved') await this.#versions.approve(Number(event.args.index), event.args.fromDay)
  }

  /** Proposes and approves the draft, as a proponent and a registry would. */
  async putInForce(): Promise<void> {
    const { programs, version } = this.#draft
    this.#draftIndex = await this.ledger.pddCount()
    await this.ledger.proposePdd(programs, version, await this.#by('proponent'))
    await this.#approve(this.#draftIndex, this.#draft.fromDay)
  }

  /** After the last call: corrections for which the draft held no day. */
  finish(): void {
    for (const { day } of this.#corrections.unused())
      this.refusals.push({
        day,
        code: 'CORRECTION_UNASKED',
        message:
          'the data of this day was corrected by a decision on an exception; the version has none that day, so what was sent first counts',
      })
  }

  /** Does what a call of the past did, under the versions of the fork. */
  async repeat(past: PastCall): Promise<void> {
    const { call, events } = past
    switch (call.functionName) {
      case 'commitBatch':
        return this.#commit(call.args, events)
      case 'quantifyDay':
      case 'quantifyDayOver':
      case 'quantifyDayWith':
        return this.#quantifyThrough(Math.min(call.args[0], this.#past.nextDay - 1))
      case 'closeDay':
        return this.#closeDay(call.args)
      case 'calibrate':
        return this.#calibrate(call.args)
      case 'setKey':
        return this.#setKey(call.args, events)
      case 'setStage':
        return this.#setStage(call.args, events)
      case 'proposePdd':
        return this.#propose(call.args[0], past)
      case 'approvePdd': {
        const [index, fromDay] = call.args
        const known = this.#indexes.get(Number(index))
        // From the draft's day on the draft is in force; what was approved for later days came before it.
        if (known === undefined || fromDay >= this.#draft.fromDay) return
        await this.#approve(known, fromDay)
        return this.#approve(this.#draftIndex, this.#draft.fromDay)
      }
      default:
      // Decisions follow their exceptions; models, reports, checkpoints, findings and periods change no quantity.
    }
  }

  async #setKey(args: ArgumentsOf<'setKey'>, events: readonly LedgerEvent[]): Promise<void> {
    const [key, role, active] = args
    const name = nameOfCode(ROLES, role)
    if (name === undefined) return
    const by = name === 'meter' ? 'proponent' : name === 'service' || name === 'report' ? 'operator' : 'registry'
    await this.ledger.setKey({ key, role: name, active }, await this.#by(by))
    this.#parties.note(events)
  }

  async #setStage([code, reference]: ArgumentsOf<'setStage'>, events: readonly LedgerEvent[]): Promise<void> {
    const set = events.find((event) => event.eventName === 'StageSet')
    const stage = nameOfCode(STAGES, code)
    if (set === undefined || stage === undefined) return
    const signed = await this.#parties.sign(set.args.signer)
    await this.#refusable(this.#draft.fromDay, async () => {
      await this.ledger.setStage({ stage, reference }, signed)
    })
  }

  async #propose(version: ChainPddVersion, { events, programs }: PastCall): Promise<void> {
    const proposed = events.find((event) => event.eventName === 'PddProposed')
    if (proposed === undefined || programs.length === 0) return
    this.#indexes.set(Number(proposed.args.index), await this.ledger.pddCount())
    await this.ledger.proposePdd(programs, version, await this.#by('proponent'))
  }

  async #approve(index: number, fromDay: LocalDay): Promise<void> {
    const reference = pddContentHash(this.#draft.version)
    const approval = { index, fromDay, change: this.#changeOf(), reference }
    await this.ledger.approvePdd(approval, await this.#by('registry'))
    await this.#versions.approve(index, fromDay)
  }

  /** What the contract asks of the registry; on a fork nobody gives an opinion. */
  #changeOf(): PddChangeName {
    return this.#versions.firstDay() === undefined ? 'first' : 'correction'
  }

  async #closeDay([day, content]: ArgumentsOf<'closeDay'>): Promise<void> {
    const signed = await this.#by('proponent')
    await this.#refusable(day, async () => void (await this.ledger.closeDay({ day, content }, signed)))
  }

  async #calibrate([meter, day, foundError, certificate]: ArgumentsOf<'calibrate'>): Promise<void> {
    const calibration = { meter, day, foundError, certificate }
    const signed = await this.#by('proponent')
    await this.#refusable(day, async () => void (await this.ledger.calibrate(calibration, signed)))
  }

  async #commit(args: ArgumentsOf<'commitBatch'>, events: readonly LedgerEvent[]): Promise<void> {
    const committed = events.find((event) => event.eventName === 'BatchCommitted')
    if (committed === undefined || this.#isStopped) return
    const { day, signer, pddIndex, digest } = committed.args
    if (events.some((event) => event.eventName === 'Superseded')) return this.#correct(this.#corrections.pass(digest))
    const refitted = await this.#refit(args, { day, pddIndex: Number(pddIndex), signer })
    if (refitted === undefined) return
    // An announced batch comes with the number it had; the fork's gate was never closed, so that it has no announcement.
    const next = (await this.ledger.sequenceOf(signer)) + 1n
    const sequence = refitted.batch.sequence < next ? next : refitted.batch.sequence
    await this.#send({ ...refitted, batch: { ...refitted.batch, sequence } })
  }

  /** Commits the batch that an exception of the fork awaits. */
  async #correct(correction: PastCorrection | undefined): Promise<void> {
    const refitted = correction === undefined ? undefined : await this.#refit(correction.args, correction)
    if (correction === undefined || refitted === undefined) return
    this.#corrections.take(correction.digest)
    await this.#send(refitted)
  }

  async #refit(
    args: ArgumentsOf<'commitBatch'>,
    { day, pddIndex, signer }: { readonly day: LocalDay; readonly pddIndex: number; readonly signer: Hex },
  ): Promise<Refitted | undefined> {
    const [bytes, evidence, source, sequence, , flagBytes] = args
    const version = this.#versions.on(day)
    const fit = await this.#fitOf(pddIndex, version)
    const columns = refitColumns(decodeColumns(hexToBytes(bytes)), fit)
    if (columns === undefined) return undefined
    const alerts = keepsOrder(fit) ? decodeFlags(hexToBytes(flagBytes)).filter(({ code }) => code > 4) : []
    const flags = [...caseFlags(columns, version, day), ...alerts].toSorted(inOrder)
    const batch = {
      columns: encodeColumns(columns),
      evidence,
      source,
      sequence,
      signature: takenSignature(signer),
      flags: encodeFlags(flags),
      serviceSignature: takenSignature(this.#parties.keyOf('service')),
    }
    return { day, version, batch }
  }

  async #send({ day, version, batch }: Refitted): Promise<void> {
    await this.#refusable(day, async () => {
      const receipt = await this.ledger.commitBatch(batch)
      const columns = decodeColumns(batch.columns)
      const isCorrection = receipt.events.some(({ eventName }) => eventName === 'Superseded')
      this.#columns.set(day, [...(isCorrection ? [] : (this.#columns.get(day) ?? [])), ...columns])
      this.tally.batch({ day, columns, flags: decodeFlags(batch.flags), version })
      await this.#settle(receipt)
    })
  }

  async #fitOf(pddIndex: number, version: ChainPddVersion): Promise<LaneFit> {
    const key = `${pddIndex}/${version.documentHash}`
    const fit = this.#fits.get(key) ?? fitLanes(await this.#past.versions.at(pddIndex), version)
    this.#fits.set(key, fit)
    return fit
  }

  async #quantifyThrough(last: LocalDay): Promise<void> {
    while (!this.#isStopped) {
      const begin = Math.max(this.#versions.firstDay() ?? 0, this.#versions.on(last).firstDay)
      const day = this.#nextDay === 0 ? begin : this.#nextDay
      if (day > last) return
      const isDone = await this.#refusable(day, async () => this.#settle(await this.#evaluate(day)))
      if (!isDone) this.#isStopped = true
    }
  }

  /** @throws {TcctvError} PDD_TEXT_MISSING when the day's version needs more than sums and its text is not kept */
  async #evaluate(day: LocalDay): Promise<LedgerReceipt> {
    const { documentHash, variables } = this.#versions.on(day)
    const isOfSums = variables.every(
      ({ source, amount }) => source !== COEFFICIENT && source !== INTERVAL && (source !== LANES || amount === 0n),
    )
    if (isOfSums) return this.ledger.quantifyDay(day)
    const documents = this.#draft.documentsOf(documentHash)
    const sign = (): Promise<Signed> => this.#parties.sign(this.#parties.keyOf('service'))
    const columnsOf = (lanes: readonly number[]): Column[] =>
      (this.#columns.get(day) ?? [])
        .filter(({ lane }) => lanes.includes(lane))
        .toSorted((one, other) => one.lane - other.lane || one.startS - other.startS)
    return evaluateDay(this.ledger, documents, { day, columnsOf, sign })
  }

  /** Counts a receipt and decides its exceptions. */
  async #settle({ events }: LedgerReceipt): Promise<void> {
    this.tally.events(events, this.#versions.on)
    for (const event of events) {
      if (event.eventName === 'Reduction' && event.args.status !== RECORD_STATUS.withheld)
        this.#evaluated(event.args.day)
      if (event.eventName === 'ExceptionOpened' && event.args.level > 2) await this.#decide(event.args)
    }
  }

  #evaluated(day: LocalDay): void {
    this.#nextDay = day + 1
    for (const held of this.#columns.keys()) if (held <= day) this.#columns.delete(held)
  }

  async #decide({ id, day, limit, level }: { id: bigint; day: number; limit: number; level: number }): Promise<void> {
    const correction = this.#corrections.nextOf(day)
    const refitted = correction === undefined ? undefined : await this.#refit(correction.args, correction)
    if (correction !== undefined && refitted !== undefined) {
      await this.#expect(id, level, refitted)
      const { isPassed } = this.#corrections.await(correction.digest)
      return isPassed ? this.#correct(correction) : undefined
    }
    const broken = this.#versions.on(day).limits[limit]
    const outcome = broken === undefined ? undefined : this.#past.decided.get(placeOf(day, limitId(broken)))
    for (const [role, action] of STEPS[level === 3 ? 3 : 4][outcome ?? 'as-is'])
      await this.ledger.decide({ exception: id, action, content: numberToHex(1, { size: 32 }) }, await this.#by(role))
  }

  /** Decides that a corrected batch takes the place of the day's data. */
  async #expect(exception: bigint, level: number, { batch }: Refitted): Promise<void> {
    const content = numberToHex(1, { size: 32 })
    const { columns, evidence, source, sequence } = batch
    const message = { columnsRoot: columnsRoot(columns), evidence, source, sequence }
    const digest = batchDigest(this.ledger.domain, message)
    const [steps, role, action] = level === 3 ? CORRECTING[3] : CORRECTING[4]
    for (const [by, step] of steps) await this.ledger.decide({ exception, action: step, content }, await this.#by(by))
    await this.ledger.decideCorrected({ exception, action, batch: digest, content }, await this.#by(role))
  }

  async #by(role: 'proponent' | 'registry' | 'operator'): Promise<Signed> {
    return this.#parties.sign(this.#parties.keyOf(role))
  }

  /** Whether the draft took it; what it does not take is part of the answer. */
  async #refusable(day: LocalDay, act: () => Promise<void>): Promise<boolean> {
    try {
      await act()
      return true
    } catch (cause) {
      if (!(cause instanceof TcctvError) || cause.status >= 500) throw cause
      this.refusals.push({ day, code: cause.code, message: cause.message })
      return false
    }
  }
}

type Step = readonly ['proponent' | 'registry', string]
const JUSTIFIED: readonly Step[] = [
  ['proponent', 'justify'],
  ['proponent', 'release'],
]
/** Decisions before the one that names the corrected batch, who takes that one, and its name. */
const CORRECTING = {
  3: [JUSTIFIED, 'proponent', 'resubmit-corrected'],
  4: [[['proponent', 'file-report']], 'registry', 'release-corrected'],
} as const satisfies Readonly<Record<3 | 4, readonly [readonly Step[], Step[0], string]>>
/** From an open exception of a level to its outcome. */
const STEPS: Readonly<Record<3 | 4, Readonly<Record<'as-is' | 'withdrawn', readonly Step[]>>>> = {
  3: {
    'as-is': [...JUSTIFIED, ['proponent', 'resubmit']],
    withdrawn: [...JUSTIFIED, ['proponent', 'withdraw']],
  },
  4: {
    'as-is': [
      ['proponent', 'file-report'],
      ['registry', 'release-as-is'],
    ],
    withdrawn: [
      ['proponent', 'file-report'],
      ['registry', 'release-zero'],
    ],
  },
}
