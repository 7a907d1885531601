import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeDurably } from '../evidence.ts'
import type { Comparison } from './training-order.ts'

/** What a model was trained on and how it compares with the one before: no part of the model, kept beside it. */
export type KeptTraining = {
  readonly history: readonly (readonly [startS: number, count: string])[]
  readonly comparison: Comparison | null
  readonly trainedAtS: number
}

export function keepTraining(directory: string, modelHash: string, kept: KeptTraining): void {
  writeDurably(pathOf(directory, modelHash), new TextEncoder().encode(JSON.stringify(kept)))
}

/** Undefined for a model that was trained before this was kept. */
export function readTraining(directory: string, modelHash: string): KeptTraining | undefined {
  const path = pathOf(directory, modelHash)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KeptTraining) : undefined // own file
}

function pathOf(directory: string, modelHash: string): string {
  return join(directory, 'model', `${modelHash}.training.json`)
}
