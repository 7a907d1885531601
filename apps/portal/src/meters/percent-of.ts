/**
 * A relative error as percent, exactly: the point moves two places.
 *
 * @example percentOf('0.005') // '0.5'
 */
export function percentOf(relative: string): string {
  const [whole = '0', fraction = ''] = relative.split('.')
  const digits = fraction.padEnd(2, '0')
  const moved = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const rest = digits.slice(2).replace(/0+$/, '')
  return rest === '' ? moved : `${moved}.${rest}`
}
