/** A measuring unit: exponents of base dimensions (substance tags among them) and an exact scale to the base. */
export type Unit = {
  readonly text: string
  readonly dimensions: Readonly<Record<string, number>>
  readonly numerator: bigint
  readonly denominator: bigint
}

type Entry = Omit<Unit, 'text'>

const MASS = { mass: 1 }
const ENERGY = { mass: 1, length: 2, time: -2 }
const POWER = { mass: 1, length: 2, time: -3 }
const PRESSURE = { mass: 1, length: -1, time: -2 }
const PREFIXES = { k: 10n ** 3n, M: 10n ** 6n, G: 10n ** 9n, T: 10n ** 12n }

/** What a mass may be a mass of. A tag is a dimension of its own: it must be multiplied out exactly. */
const TAGS = ['CO2', 'CO2e', 'CH4', 'N2O', 'C', 'COD', 'waste', 'fuel', 'biomass']

/** All units by their text. Every scale is exact by definition of the unit. */
export const UNIT_TABLE: ReadonlyMap<string, Entry> = new Map([
  ...plain(),
  ...masses().flatMap(([text, entry]) => [[text, entry] as const, ...TAGS.map((tag) => tagged(text, entry, tag))]),
  ...prefixed('J', ENERGY, 1n),
  ...prefixed('Wh', ENERGY, 3600n),
  ...prefixed('W', POWER, 1n),
  ...prefixed('Pa', PRESSURE, 1n),
])

function plain(): [string, Entry][] {
  return [
    ['1', entry({}, 1n)],
    ['%', entry({}, 1n, 100n)],
    ['m', entry({ length: 1 }, 1n)],
    ['mm', entry({ length: 1 }, 1n, 1000n)],
    ['cm', entry({ length: 1 }, 1n, 100n)],
    ['km', entry({ length: 1 }, 1000n)],
    ['mi', entry({ length: 1 }, 1_609_344n, 1000n)], // international mile
    ['ha', entry({ length: 2 }, 10_000n)],
    ['l', entry({ length: 3 }, 1n, 1000n)],
    ['ml', entry({ length: 3 }, 1n, 1_000_000n)],
    ['gal', entry({ length: 3 }, 3_785_411_784n, 10n ** 12n)], // US liquid gallon, 231 cubic inches
    ['Nm3', entry({ length: 3, normal: 1 }, 1n)], // gas at reference conditions is not a plain volume
    ['s', entry({ time: 1 }, 1n)],
    ['min', entry({ time: 1 }, 60n)],
    ['h', entry({ time: 1 }, 3600n)],
    ['d', entry({ time: 1 }, 86_400n)],
    ['yr', entry({ year: 1 }, 1n)], // a calendar year has no fixed length: never converted to days
    ['K', entry({ temperature: 1 }, 1n)],
    ['degC', entry({ temperature: 1 }, 1n)], // differences only
    ['bar', entry(PRESSURE, 100_000n)],
    ['mbar', entry(PRESSURE, 100n)],
  ]
}

function masses(): [string, Entry][] {
  return [
    ['mg', entry(MASS, 1n, 1_000_000n)],
    ['g', entry(MASS, 1n, 1000n)],
    ['kg', entry(MASS, 1n)],
    ['Mg', entry(MASS, 1000n)],
    ['Gg', entry(MASS, 1_000_000n)],
    ['t', entry(MASS, 1000n)],
    ['kt', entry(MASS, 1_000_000n)],
    ['Mt', entry(MASS, 1_000_000_000n)],
    ['lb', entry(MASS, 45_359_237n, 100_000_000n)],
  ]
}

function tagged(text: string, { dimensions, numerator, denominator }: Entry, tag: string): [string, Entry] {
  return [`${text}${tag}`, { dimensions: { ...dimensions, [tag]: 1 }, numerator, denominator }]
}

/** No milli for energy and power: `mWh` written for `MWh` must not be a valid unit. */
function prefixed(symbol: string, dimensions: Record<string, number>, scale: bigint): [string, Entry][] {
  const rows = Object.entries(PREFIXES).map(([prefix, factor]): [string, Entry] => [
    `${prefix}${symbol}`,
    entry(dimensions, scale * factor),
  ])
  return [[symbol, entry(dimensions, scale)], ...rows]
}

function entry(dimensions: Record<string, number>, numerator: bigint, denominator = 1n): Entry {
  return { dimensions, numerator, denominator }
}
