import type { Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'

export type JsonObject = Readonly<Record<string, unknown>>

/** A JSON object from UTF-8 bytes. */
export function parseObject(bytes: Uint8Array, path: string): JsonObject {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    return refuse(path, 'JSON', cause instanceof Error ? cause.message : cause)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return refuse(path, 'a JSON object', typeof parsed)
  return parsed as JsonObject // an object by the line above
}

export function textAt(object: JsonObject, key: string, path: string): string {
  const found = object[key]
  return typeof found === 'string' ? found : refuse(`${path}: ${key}`, 'text', found)
}

export function hexAt(object: JsonObject, key: string, path: string): Hex {
  const found = textAt(object, key, path)
  return /^0x([0-9a-f]{2})*$/.test(found) ? (found as Hex) : refuse(`${path}: ${key}`, 'lower-case hex', found)
}

export function numberAt(object: JsonObject, key: string, path: string): number {
  const found = object[key]
  return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0
    ? found
    : refuse(`${path}: ${key}`, 'a whole number', found)
}
