import type { MarkKind } from '../series/mark-kind.ts'

/** Drawn, because the font lacks these shapes. */
const SHAPES = {
  case2: <path d="M5 1 9.3 9H.7z" fill="var(--mark)" />,
  case3: <path d="M5 .5 9.5 5 5 9.5.5 5z" fill="var(--mark)" />,
  case4: <path d="M1 1h8v8H1z" fill="var(--bad)" />,
  anomaly: <circle cx="5" cy="5" r="3.5" fill="none" stroke="var(--mark)" strokeWidth="2" />,
} as const

/** The shape alone; the word stands beside it. */
export function Mark({ kind }: { readonly kind: MarkKind }) {
  return (
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true" className="inline-block shrink-0">
      {SHAPES[kind]}
    </svg>
  )
}
