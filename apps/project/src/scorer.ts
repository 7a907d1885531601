import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  initialState,
  parseModel,
  score,
  sealCard,
  serializeCard,
  serializeModel,
  type Model,
  type ModelCard,
  type Row,
  type Score,
  type ScorerState,
} from '@tcctv/anomaly'
import type { Column } from '@tcctv/contracts'
import type { Lane } from '@tcctv/methodology'
import { offsetAt, type OffsetTable, type UnixS } from '@tcctv/units'
import { projectError } from './errors.ts'

type Hex32 = `0x${string}`

/** A trained model in its files: what the chain names by hash. */
export type StoredModel = {
  readonly lane: number
  readonly trainedToS: UnixS
  readonly model: Model
  readonly modelHash: Hex32
  readonly cardHash: Hex32
  readonly card: ModelCard
}

/** Scores of a batch by column and position; null where the model does not apply yet. */
export type BatchScore = {
  readonly scores: readonly (readonly (Score | null)[])[]
  readonly isScored: boolean
  /** State after the batch, as text for the read model. */
  readonly stateAfter: string | null
}

/** Writes model and card under model/, named by their hashes. Returns what the operator signs for the chain. */
export function storeModel(
  directory: string,
  {
    lane,
    trainedToS,
    model,
    card,
  }: { readonly lane: number; readonly trainedToS: UnixS; readonly model: Model; readonly card: ModelCard },
): StoredModel {
  const bytes = serializeModel(model)
  const modelHash = sha256Hex(bytes)
  const sealed = sealCard(card, modelHash)
  const cardBytes = serializeCard(sealed)
  const cardHash = sha256Hex(cardBytes)
  mkdirSync(join(directory, 'model'), { recursive: true, mode: 0o700 })
  writeFileSync(join(directory, 'model', `${modelHash}.model.json`), bytes)
  writeFileSync(join(directory, 'model', `${cardHash}.card.json`), cardBytes)
  const record = { lane, trainedToS, modelHash, cardHash }
  writeFileSync(join(directory, 'model', `${modelHash}.json`), JSON.stringify(record))
  return { ...record, model, card: sealed }
}

/**
 * The model that the chain names. Every model that was ever in use is kept: a projection made anew needs each for the
 * blocks of its time, and one that was trained but not recorded yet must not take the place of the one in use.
 *
 * @throws {TcctvError} MODEL_MISMATCH when a file of it is missing or no longer has its hash
 */
export function loadModel(directory: string, modelHash: string): StoredModel {
  const path = (name: string): string => join(directory, 'model', name)
  const needed = (name: string): Uint8Array => {
    if (!existsSync(path(name))) throw projectError('MODEL_MISMATCH', { found: `no ${name}`, expected: modelHash })
    return readFileSync(path(name))
  }
  const bytes = needed(`${modelHash}.model.json`)
  const found = sha256Hex(bytes)
  if (found !== modelHash) throw projectError('MODEL_MISMATCH', { found, expected: modelHash })
  const record = jsonOf(needed(`${modelHash}.json`)) as Omit<StoredModel, 'model' | 'card'> // own file
  const card = jsonOf(needed(`${record.cardHash}.card.json`)) as ModelCard // own file
  return { ...record, model: parseModel(bytes), card }
}

function jsonOf(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(bytes))
}

type ScorerOptions = {
  readonly stored: StoredModel | null
  readonly lanes: readonly Lane[]
  readonly offsets: OffsetTable
}

/**
 * Scores a batch with the project's model, from the state that the last projected block left. Readings before the end
 * of the training history are not scored: a model never judges what it was trained on.
 */
export function scoreColumns(
  columns: readonly Column[],
  stateBefore: string | null,
  options: ScorerOptions,
): BatchScore {
  const { stored } = options
  const applies =
    stored !== null && columns.some(({ lane, startS }) => lane === stored.lane && startS >= stored.trainedToS)
  if (!applies)
    return {
      scores: columns.map(({ counts }) => Array.from(counts, () => null)),
      isScored: false,
      stateAfter: stateBefore,
    }
  const state = stateOf(stored, stateBefore)
  const { state: after, results } = score(stored.model, state, rowsOf(columns, stored, options))
  const bySequence = new Map(results.map((result) => [result.sequence, result]))
  const scores = columns.map(({ lane, startS, stepS, counts }) =>
    Array.from(counts, (_count, position) =>
      lane === stored.lane ? (bySequence.get(startS / stepS + position) ?? null) : null,
    ),
  )
  return { scores, isScored: true, stateAfter: JSON.stringify({ modelHash: stored.modelHash, state: after }) }
}

/** The state that this model left; a state of another model means nothing to it. */
function stateOf({ model, modelHash }: StoredModel, text: string | null): ScorerState {
  const kept = text === null ? null : (JSON.parse(text) as { modelHash?: string; state: ScorerState }) // own text
  return kept?.modelHash === modelHash ? kept.state : initialState(model)
}

/** Rows of the model's lane in order; intervals missing between two columns are rows without a reading. */
function rowsOf(columns: readonly Column[], stored: StoredModel, { lanes, offsets }: ScorerOptions): Row[] {
  const quantum = Number(lanes[stored.lane]?.quantum ?? '1')
  const rows: Row[] = []
  for (const { lane, startS, stepS, counts } of columns) {
    if (lane !== stored.lane) continue
    const first = startS / stepS
    for (let sequence = (rows.at(-1)?.sequence ?? first - 1) + 1; sequence < first; sequence += 1)
      rows.push({ sequence, timestampS: wallClock(offsets, sequence * stepS), reading: null })
    for (const [position, count] of counts.entries())
      rows.push({
        sequence: first + position,
        timestampS: wallClock(offsets, startS + position * stepS),
        reading: Number(count) * quantum,
      })
  }
  return rows
}

function wallClock(offsets: OffsetTable, atS: UnixS): number {
  return atS + offsetAt(offsets, atS)
}

function sha256Hex(bytes: Uint8Array): Hex32 {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}
