import { useTranslation } from 'react-i18next'
import {
  BLOCK_LINE_IDS,
  PROOF_LINE_IDS,
  type BlockLineId,
  type LineState,
  type ProofLineId,
  type ShownLine,
} from './proof-lines.ts'

/** Lines with word, shape and colour each; expected and found where something differs. */
export function LineList({ lines }: { readonly lines: readonly ShownLine[] }) {
  return (
    <ol className="divide-y divide-line">
      {lines.map((line, index) => (
        <Line key={line.id} line={line} number={index + 1} />
      ))}
    </ol>
  )
}

function Line({ line, number }: { readonly line: ShownLine; readonly number: number }) {
  const { t } = useTranslation()
  const { name, help } = useLineName(line)
  const isOpen = line.state === 'failed' || line.state === 'cannot-check'
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3 py-2 sm:grid-cols-[auto_1fr_auto]">
      <StateShape state={line.state} />
      <div className="min-w-0">
        <p className="font-medium">
          {number}. {name}
        </p>
        <p className="caption">{help}</p>
        {isOpen && <p className="text-13">{line.reason}</p>}
        {line.state === 'failed' && (
          <p className="text-13">
            {t('proof.expected')} <span className="hash">{line.expected}</span>
            <br />
            {t('proof.found')} <span className="hash">{line.found}</span>
          </p>
        )}
        {line.state === 'passed' && line.found !== '' && (
          <details className="caption">
            <summary>{line.reason}</summary>
            <span className="hash">{line.found}</span>
          </details>
        )}
      </div>
      <StateWord state={line.state} />
    </li>
  )
}

function useLineName({ id, title }: ShownLine): { readonly name: string; readonly help: string } {
  const { t } = useTranslation()
  if (!isProofLine(id)) return { name: title ?? id, help: '' }
  return { name: t(`proof.${id}`), help: t(`proof.${id}Help`) }
}

function isProofLine(id: string): id is ProofLineId | BlockLineId {
  return [...PROOF_LINE_IDS, ...BLOCK_LINE_IDS].some((known) => known === id)
}

export function StateWord({ state }: { readonly state: LineState }) {
  const { t } = useTranslation()
  const words = {
    'not-run': t('proof.notRun'),
    running: t('proof.running'),
    passed: t('proof.passed'),
    failed: t('proof.failed'),
    'cannot-check': t('proof.cannot'),
  }
  return (
    <span className={`col-start-2 font-medium sm:col-start-3 ${COLOURS[state]}`} data-state={state}>
      {words[state]}
    </span>
  )
}

const COLOURS: Record<LineState, string> = {
  'not-run': 'text-ink-2',
  running: 'text-ink-2',
  passed: 'text-ok',
  failed: 'text-bad',
  'cannot-check': 'text-warn',
}

/** Tick, cross, dash and dots, drawn. */
function StateShape({ state }: { readonly state: LineState }) {
  const paths: Record<LineState, string> = {
    'not-run': '',
    running: 'M4 8h1M8 8h1M12 8h1',
    passed: 'M4 8.5 7 11.5 12.5 5',
    failed: 'M5 5l6 6M11 5l-6 6',
    'cannot-check': 'M5 8h6',
  }
  return (
    <svg width="20" height="20" viewBox="0 0 16 16" aria-hidden="true" className={COLOURS[state]}>
      <circle cx="8" cy="8" r="7" fill="none" stroke="currentColor" />
      <path d={paths[state]} fill="none" stroke="currentColor" strokeWidth="2" />
    </svg>
  )
}
