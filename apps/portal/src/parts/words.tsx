import type { ReactNode } from 'react'
import { formatTonnes, shortHash } from '../format.ts'

/** A unit with its subscript set as markup: the font lacks the subscript digits. */
export function Unit({ unit }: { readonly unit: string }) {
  const [before, after] = unit.split('CO2')
  if (after === undefined) return <>{unit}</>
  return (
    <>
      {before}CO<sub>2</sub>
      {after}
    </>
  )
}

/** tCO2e with three decimals; the exact figure on hover. */
export function Tonnes({ text, unit }: { readonly text: string; readonly unit?: string }) {
  return (
    <span title={unit === undefined ? text : `${text} ${unit}`}>
      {formatTonnes(text)}
      {unit !== undefined && (
        <>
          {' '}
          <Unit unit={unit} />
        </>
      )}
    </span>
  )
}

/** An exact quantity with its unit, on one line. */
export function Amount({ text, unit }: { readonly text: string; readonly unit: string }) {
  return (
    <span className="whitespace-nowrap">
      {text} <Unit unit={unit} />
    </span>
  )
}

export function Hash({ text, whole = false }: { readonly text: string; readonly whole?: boolean }) {
  return (
    <span className={whole ? 'hash' : 'hash whitespace-nowrap'} title={text}>
      {whole ? text : shortHash(text)}
    </span>
  )
}

/** Name and content pairs. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-1 gap-x-6 gap-y-1 sm:grid-cols-[minmax(120px,auto)_1fr]">
      {rows.map(([name, content]) => (
        <div key={name} className="contents">
          <dt className="text-ink-2">{name}</dt>
          <dd className="min-w-0 pb-2 sm:pb-0">{content}</dd>
        </div>
      ))}
    </dl>
  )
}
