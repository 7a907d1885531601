/**
 * A unit with its factors collected and equal ones cancelled, as in km*(l/100*km)*(kg/l) → km2*kg/100. Symbols are
 * not converted: MWh/kWh stays. For messages only; the algebra is that of packages/units.
 *
 * @example plainUnit('MWh*(tCO2/MWh)') // 'tCO2'
 */
export function plainUnit(text: string): string {
  const [symbols, counts] = collected(text)
  const shared = commonDivisor(counts.above, counts.below)
  const [above, below] = [counts.above / shared, counts.below / shared]
  const powers = [...symbols]
  const over = powers.flatMap(([symbol, exponent]) => powerOf(symbol, exponent))
  const under = powers.flatMap(([symbol, exponent]) => powerOf(symbol, -exponent))
  const numerator = [...(above === 1n ? [] : [String(above)]), ...over].join('*') || '1'
  return [numerator, ...(below === 1n ? [] : [String(below)]), ...under].join('/')
}

const TOKENS = /[*/()]|[^*/()\s]+/g
/** Symbols whose last digit is no exponent. */
const WITH_DIGIT = /(CO2|CH4|^Nm3)$/
const POWER = /^(.*?[^\d^-])\^?(-?\d+)$/

/** Exponents by symbol, and the product of the bare numbers above and below the line. Each `/` divides by one term. */
function collected(text: string): [ReadonlyMap<string, number>, { above: bigint; below: bigint }] {
  const symbols = new Map<string, number>()
  const counts = { above: 1n, below: 1n }
  const signs = [1]
  let sign = 1
  for (const [token] of text.matchAll(TOKENS)) {
    const outer = signs.at(-1) ?? 1
    if (token === '*' || token === '/') sign = token === '*' ? outer : -outer
    else if (token === '(') signs.push(sign)
    else if (token === ')') signs.pop()
    else if (/^\d+$/.test(token)) counts[sign > 0 ? 'above' : 'below'] *= BigInt(token)
    else {
      const [, symbol = token, exponent = '1'] = WITH_DIGIT.test(token) ? [] : (POWER.exec(token) ?? [])
      symbols.set(symbol, (symbols.get(symbol) ?? 0) + sign * Number(exponent))
    }
  }
  return [symbols, counts]
}

/** Nothing for exponents below one; a symbol that ends in a digit is repeated. */
function powerOf(symbol: string, exponent: number): string[] {
  if (exponent < 1) return []
  if (WITH_DIGIT.test(symbol)) return Array.from({ length: exponent }, () => symbol)
  return [exponent === 1 ? symbol : `${symbol}${exponent}`]
}

function commonDivisor(left: bigint, right: bigint): bigint {
  return right === 0n ? left : commonDivisor(right, left % right)
}
