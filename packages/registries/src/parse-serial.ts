import type { SerialNumbers } from './credit.ts'

/** Numbers of Verra run through the whole registry: `19385-941467007-941467431-VCS-VCU-…`. */
const VERRA = /^\d+-(\d+)-(\d+)-(VCS)-VCU-/
/** A CER block as Gold Standard prints it, first and last unit: `RW-5-1460108-2-2-0-7014 - RW-5-1463952-2-2-0-7014`. */
const CER = /^([A-Z]{2}-\d+)-(\d+)-([\d-]+) - \1-(\d+)-\3$/
/** `ACR-FR-1129-2025-2917-30932 to 35143`, and alike at CAR and ART. */
const TO = /^([A-Z][A-Z0-9-]*)-(\d+) to (\d+)$/
/** `GS1-1-UG-GS11236-16-2024-30307-1-19149`. */
const DASHED = /^(GS\d[A-Z0-9-]*)-(\d+)-(\d+)$/

/**
 * Number space, first and last number of a serial; undefined when no known form fits or the range runs backwards.
 *
 * @example parseSerial('ACR-FR-990-2025-2917-101 to 250') // { space: 'ACR-FR-990-2025-2917', start: 101, end: 250 }
 */
export function parseSerial(serial: string): SerialNumbers | undefined {
  const verra = VERRA.exec(serial)
  if (verra !== null) return blockOf('VCS', verra[1], verra[2])
  const cer = CER.exec(serial)
  if (cer !== null) return blockOf(`CER ${cer[1] ?? ''} ${cer[3] ?? ''}`, cer[2], cer[4])
  const found = TO.exec(serial) ?? DASHED.exec(serial)
  return found === null ? undefined : blockOf(found[1] ?? '', found[2], found[3])
}

function blockOf(space: string, first = '', last = ''): SerialNumbers | undefined {
  const [start, end] = [Number(first), Number(last)]
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start <= end ? { space, start, end } : undefined
}
