import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { directoryError } from './errors.ts'

const positionSchema = z.strictObject({ generation: z.string(), query: z.string(), after: z.string() })
/** Where a page ended: after which project, of which query, in which state of the directory. */
export type CursorPosition = z.infer<typeof positionSchema>

/** A signed position; readers can not make one up. */
export function formatCursor(key: Uint8Array, position: CursorPosition): string {
  const body = Buffer.from(JSON.stringify(position)).toString('base64url')
  return `${body}.${macOf(key, body)}`
}

/**
 * The key of the project after which the next page begins.
 *
 * @throws {TcctvError} CURSOR_INVALID, CURSOR_STALE
 */
export function readCursor(key: Uint8Array, cursor: string, expected: Omit<CursorPosition, 'after'>): string {
  const [body = '', mac = ''] = cursor.split('.')
  if (!isEqual(mac, macOf(key, body))) throw directoryError('CURSOR_INVALID', {})
  const position = positionSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  if (position.query !== expected.query) throw directoryError('CURSOR_INVALID', {})
  if (position.generation !== expected.generation) throw directoryError('CURSOR_STALE', {})
  return position.after
}

function macOf(key: Uint8Array, body: string): string {
  return createHmac('sha256', key).update(body).digest('base64url')
}

function isEqual(found: string, expected: string): boolean {
  const [a, b] = [Buffer.from(found), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
