import {
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
  type LedgerEvent,
} from '@tcctv/contracts'
import { takenSignature, type LedgerReceipt, type ProgramParts, type ProjectLedger, type Signed } from '@tcctv/ledger'
import { TcctvError, type LocalDay } from '@tcctv/units'
import { hexToBytes, numberToHex } from 'viem'
import { forkParties, type ForkParties } from './fork-party.ts'
import { chainVersions, type ChainVersions, type PastCall } from './history.ts'
import { placeOf, type GovernanceEvent, type Past } from './past.ts'
import { caseFlags, fitLanes, inOrder, keepsOrder, refitColumns, type LaneFit } from './refit.ts'
import { createTally, limitId, type Tally } from './tally.ts'

/** A version that is tried, from a local day on. */
export type Draft = {
  readonly programs: readonly ProgramParts[]
  readonly version: ChainPddVersion
  readonly fromDay: LocalDay
}

/** A batch or a day that the draft does not take. */
export type Refusal = { readonly day: LocalDay; readonly code: string; readonly message: string }

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
  readonly #fits = new Map<string, LaneFit>()
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
    await this.ledger.approvePdd({ index, fromDay, reference }, await this.#by('registry'))
    await this.#versions.approve(index, fromDay)
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
    const [bytes, evidence, source, sequence, , flagBytes] = args
    const { day, signer, pddIndex } = committed.args
    const version = this.#versions.on(day)
    const fit = await this.#fitOf(Number(pddIndex), version)
    const columns = refitColumns(decodeColumns(hexToBytes(bytes)), fit)
    if (columns === undefined) return
    const alerts = keepsOrder(fit) ? decodeFlags(hexToBytes(flagBytes)).filter(({ code }) => code > 4) : []
    const flags = [...caseFlags(columns, version, day), ...alerts].toSorted(inOrder)
    await this.#refusable(day, async () => {
      const receipt = await this.ledger.commitBatch({
        columns: encodeColumns(columns),
        evidence,
        source,
        sequence,
        signature: takenSignature(signer),
        flags: encodeFlags(flags),
        serviceSignature: takenSignature(this.#parties.keyOf('service')),
      })
      this.tally.batch({ day, columns, flags, version })
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
      const isDone = await this.#refusable(day, async () => this.#settle(await this.ledger.quantifyDay(day)))
      if (!isDone) this.#isStopped = true
    }
  }

  /** Counts a receipt and decides its exceptions. */
  async #settle({ events }: LedgerReceipt): Promise<void> {
    this.tally.events(events, this.#versions.on)
    for (const event of events) {
      if (event.eventName === 'Reduction' && event.args.status !== RECORD_STATUS.withheld)
        this.#nextDay = event.args.day + 1
      if (event.eventName === 'ExceptionOpened' && event.args.level > 2) await this.#decide(event.args)
    }
  }

  async #decide({ id, day, limit, level }: { id: bigint; day: number; limit: number; level: number }): Promise<void> {
    const broken = this.#versions.on(day).limits[limit]
    const outcome = broken === undefined ? undefined : this.#past.decided.get(placeOf(day, limitId(broken)))
    for (const [role, action] of STEPS[level === 3 ? 3 : 4][outcome ?? 'as-is'])
      await this.ledger.decide({ exception: id, action, content: numberToHex(1, { size: 32 }) }, await this.#by(role))
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
