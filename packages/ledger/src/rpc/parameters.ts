import type { Hex } from '../chain.ts'
import { invalidParams } from './rpc-error.ts'

/** Reads parameters of a request by position; each reader throws -32602 naming what it found. */
export function hexAt(params: readonly unknown[], index: number, bytes?: number): Hex {
  return parseHex(params[index], bytes)
}

export function parseHex(found: unknown, bytes?: number): Hex {
  if (!isHex(found)) throw invalidParams(`expected hexadecimal text, found ${show(found)}`)
  if (bytes !== undefined && found.length !== 2 + 2 * bytes)
    throw invalidParams(`expected ${bytes} bytes: ${show(found)}`)
  return toLowerCase(found)
}

export function quantityAt(params: readonly unknown[], index: number): number {
  return parseQuantity(params[index])
}

export function parseQuantity(found: unknown): number {
  const parsed = typeof found === 'string' && /^0x[0-9a-f]{1,13}$/i.test(found) ? Number(found) : found
  if (typeof parsed !== 'number' || !Number.isSafeInteger(parsed) || parsed < 0)
    throw invalidParams(`expected a quantity, found ${show(found)}`)
  return parsed
}

export function recordAt(params: readonly unknown[], index: number): Readonly<Record<string, unknown>> {
  const found = params[index]
  if (!isRecord(found)) throw invalidParams(`expected an object, found ${show(found)}`)
  return found
}

export function isRecord(found: unknown): found is Readonly<Record<string, unknown>> {
  return typeof found === 'object' && found !== null && !Array.isArray(found)
}

export function isHex(found: unknown): found is Hex {
  return typeof found === 'string' && /^0x([0-9a-f]{2})*$/i.test(found)
}

/** Slots may come as short quantities ('0x0'); the result has whole bytes. */
export function parseSlot(found: unknown): Hex {
  if (typeof found !== 'string' || !/^0x[0-9a-f]{0,64}$/i.test(found))
    throw invalidParams(`expected a storage slot, found ${show(found)}`)
  return `0x${found.slice(2).toLowerCase().padStart(64, '0')}`
}

function toLowerCase(hex: Hex): Hex {
  return `0x${hex.slice(2).toLowerCase()}`
}

function show(found: unknown): string {
  return JSON.stringify(found)?.slice(0, 80) ?? 'nothing'
}
