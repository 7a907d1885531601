import { contractsError } from './errors.ts'

/**
 * What is said about one reading of a batch. Codes 2, 3, 4: tolerance case (detail = index of the limit); 16: anomaly
 * (detail = number in {@link ANOMALY_REASONS}); 17: the batch was not scored (one entry, column 0, position 0).
 */
export type Flag = {
  readonly column: number
  readonly position: number
  readonly code: 2 | 3 | 4 | 16 | 17
  readonly detail: number
  /** Millionths; saturated at 2^32 − 1. */
  readonly scoreMillionths: number
}

export const FLAG_ANOMALY = 16
export const FLAG_UNSCORED = 17
/** Bytes of one entry. */
export const FLAG_BYTES = 10

/** Reasons of an anomaly and their numbers on the chain. Numbers are never reused. */
export const ANOMALY_REASONS = {
  spike: 1,
  level: 2,
  drift: 3,
  volatility: 4,
  stuck: 5,
  filled: 6,
  copied: 7,
  range: 8,
  nameplate: 9,
  negative: 10,
  night: 11,
  'clear-sky': 12,
  unit: 13,
  'phase-loss': 14,
  shape: 15,
  sibling: 16,
  balance: 17,
  financial: 18,
} as const
export type AnomalyReason = keyof typeof ANOMALY_REASONS

/**
 * Canonical bytes of a batch's flags. Sorts nothing: entries must already ascend by column, position, code, detail.
 *
 * @throws {TcctvError} FLAGS_MALFORMED
 * @example encodeFlags([{ column: 0, position: 3, code: 16, detail: 1, scoreMillionths: 1_250_000 }]).length // 10
 */
export function encodeFlags(flags: readonly Flag[]): Uint8Array {
  const bytes = new Uint8Array(FLAG_BYTES * flags.length)
  const view = new DataView(bytes.buffer)
  for (const [index, flag] of flags.entries()) {
    const offset = FLAG_BYTES * index
    view.setUint16(offset, flag.column)
    view.setUint16(offset + 2, flag.position)
    view.setUint8(offset + 4, flag.code)
    view.setUint8(offset + 5, flag.detail)
    view.setUint32(offset + 6, Math.min(Math.round(flag.scoreMillionths), 0xffff_ffff))
  }
  checkOrder(flags)
  return bytes
}

/** Flags of canonical bytes. @throws {TcctvError} FLAGS_MALFORMED */
export function decodeFlags(bytes: Uint8Array): Flag[] {
  if (bytes.length % FLAG_BYTES !== 0) throw malformed(Math.floor(bytes.length / FLAG_BYTES), 'entry cut off')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const flags = Array.from({ length: bytes.length / FLAG_BYTES }, (_, index) => readFlag(view, index))
  checkOrder(flags)
  return flags
}

/** Name of an anomaly's reason number, undefined if it isn't in the list. */
export function anomalyReasonOf(detail: number): AnomalyReason | undefined {
  return reasonNames().find((name) => ANOMALY_REASONS[name] === detail)
}

function reasonNames(): AnomalyReason[] {
  return Object.keys(ANOMALY_REASONS).filter((name): name is AnomalyReason => name in ANOMALY_REASONS)
}

function readFlag(view: DataView, index: number): Flag {
  const offset = FLAG_BYTES * index
  const code = view.getUint8(offset + 4)
  if (code !== 2 && code !== 3 && code !== 4 && code !== 16 && code !== 17) throw malformed(index, `code ${code}`)
  return {
    column: view.getUint16(offset),
    position: view.getUint16(offset + 2),
    code,
    detail: view.getUint8(offset + 5),
    scoreMillionths: view.getUint32(offset + 6),
  }
}

function checkOrder(flags: readonly Flag[]): void {
  let previous = -1
  for (const [index, flag] of flags.entries()) {
    const fields = [flag.column, flag.position, flag.code, flag.detail]
    const fits = fields.every((field, i) => Number.isInteger(field) && field >= 0 && field < (i < 2 ? 0x1_0000 : 0x100))
    if (!fits || !(flag.scoreMillionths >= 0)) throw malformed(index, 'a field does not fit')
    const key = flag.column * 2 ** 32 + flag.position * 2 ** 16 + flag.code * 2 ** 8 + flag.detail
    if (key <= previous) throw malformed(index, 'entries do not ascend')
    previous = key
  }
}

function malformed(entry: number, reason: string): Error {
  return contractsError('FLAGS_MALFORMED', { entry, reason })
}
