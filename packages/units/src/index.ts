export { TcctvError, defineErrors, type ErrorArguments, type ErrorMaker, type ErrorRow } from './tcctv-error.ts'
export { UNITS_ERRORS } from './errors.ts'
export {
  FIXED_ONE,
  FIXED_PLACES,
  checked,
  divide,
  divideFixed,
  multiplyDivide,
  multiplyFixed,
  roundToQuantum,
  type Direction,
  type Fixed,
  type RoundingMode,
} from './fixed-point.ts'
export { formatDecimal, formatFixed, parseDecimal, parseFixed } from './decimal.ts'
export {
  DAY_S,
  compileOffsetTable,
  existsOnWallClock,
  formatLocalDay,
  formatTime,
  instantOfWallClock,
  localDayOf,
  localHourOf,
  offsetAt,
  parseLocalDay,
  parseTime,
  periodOfDay,
  type LocalDay,
  type OffsetRow,
  type OffsetTable,
  type Period,
  type UnixS,
} from './time.ts'
export { conversionFactor, divideUnits, multiplyUnits, parseUnit } from './unit.ts'
export { UNIT_TABLE, type Unit } from './unit-table.ts'
