import { useTranslation } from 'react-i18next'
import { formatDecimalText, formatCount } from '../format.ts'
import { LineList, StateWord } from './line-list.tsx'
import { verdictOf, type LineState } from './proof-lines.ts'
import type { CheckRun } from './use-check.ts'

/** Checks of a bundle as they come in, what was computed again, and what was not checked. */
export function BundlePanel({ run, name }: { readonly run: CheckRun; readonly name: string }) {
  const { t } = useTranslation()
  const { result, stopped } = run
  const verdict = verdictOfRun(run)
  return (
    <section className="mt-4 border-t border-line pt-4" aria-label={t('bundle.lines')}>
      <h3 className="break-all">{name}</h3>
      <p role="status" className="mt-2 flex flex-wrap gap-2 text-16">
        {t('proof.overall')}: <StateWord state={verdict} />
        {run.seconds !== null && (
          <span className="caption">{t('proof.seconds', { seconds: run.seconds.toFixed(1) })}</span>
        )}
      </p>
      {run.isRunning && <p className="caption">{t('bundle.patience')}</p>}
      {stopped !== null && <p className="text-bad">{t('proof.crashed', { reason: stopped })}</p>}
      <LineList lines={run.lines} />
      {result !== null && (
        <div className="border-t border-line pt-3">
          <p className="font-medium">{result.statement}</p>
          {result.kilograms !== null && (
            <p>
              {formatDecimalText(result.kilograms, 3)} kgCO<sub>2</sub>e · {t('ledger.readings')}{' '}
              {formatCount(result.readings ?? 0)}
            </p>
          )}
          <p className="mt-2 font-medium">{t('bundle.notChecked')}</p>
          <ul className="caption mt-1 list-disc pl-4">
            {result.notChecked.map((what) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </div>
      )}
      <p className="mt-3 border-l-2 border-warn pl-3">{t('proof.independence')}</p>
    </section>
  )
}

/** A check that broke off has no verdict on the bundle: it is neither right nor wrong. */
function verdictOfRun({ isRunning, stopped, result, lines }: CheckRun): LineState {
  if (isRunning) return 'running'
  if (stopped !== null) return 'cannot-check'
  if (result === null) return 'not-run'
  return result.passed ? verdictOf(lines) : 'failed'
}
