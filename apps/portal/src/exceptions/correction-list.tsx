import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { CorrectedBatch, Correction } from '../api-types.ts'
import { formatCount } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { useRecordStatus } from '../parts/state-words.ts'
import { Amount, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

/** Days whose data was replaced: what was taken out, what took its place, who decided it and why. */
export function CorrectionList() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const corrections = useApi(api.corrections(slug))
  return (
    <section aria-label={t('corrections.title')} className="mt-6">
      <h3 className="mb-2">{t('corrections.title')}</h3>
      <Loaded query={corrections} height={80}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="caption">{t('corrections.none')}</p>
          ) : (
            <ul className="flex flex-col gap-3">
              {items.map((found) => (
                <One key={found.batch.digest} found={found} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function One({ found }: { readonly found: Correction }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const statusWord = useRecordStatus()
  const { day, exception, level, decidedBy, reason, batch, replaced, record } = found
  return (
    <li className="panel p-4">
      <h4 className="mb-1 font-medium">
        <Link to="/p/$slug" params={{ slug }} search={{ from: day, to: day }}>
          {day}
        </Link>
      </h4>
      <p>
        <Link to="/p/$slug/exceptions" params={{ slug }} hash={`exception-${exception}`}>
          {t('corrections.because', { exception, level })}
        </Link>
        {decidedBy !== null && (
          <>
            , {t('corrections.decidedBy')} <Hash text={decidedBy} />
          </>
        )}
      </p>
      {reason === null ? <p className="caption">{t('corrections.noReason')}</p> : <q className="block">{reason}</q>}
      <p className="caption mt-1">
        {record === null
          ? t('corrections.notComputed')
          : t('corrections.revision', { revision: record.revision, status: statusWord(record.status) })}
      </p>
      <Scroll className="mt-2">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t('corrections.batch')}</th>
              <th scope="col">{t('flag.parameter')}</th>
              <th scope="col" className="number">
                {t('corrections.readings')}
              </th>
              <th scope="col" className="number">
                {t('corrections.sum')}
              </th>
              <th scope="col" className="number">
                {t('flag.block')}
              </th>
            </tr>
          </thead>
          <tbody>
            {replaced.map((one) => (
              <Rows key={one.digest} batch={one} word={t('corrections.replaced')} isReplaced />
            ))}
            <Rows batch={batch} word={t('corrections.counts')} isReplaced={false} />
          </tbody>
        </table>
      </Scroll>
    </li>
  )
}

function Rows(props: { readonly batch: CorrectedBatch; readonly word: string; readonly isReplaced: boolean }) {
  const { slug } = useProject()
  const { batch, word, isReplaced } = props
  return batch.series.map(({ parameter, meter, unit, readings, sum }) => (
    <tr key={`${parameter} ${meter}`} className={isReplaced ? 'text-ink-2' : ''}>
      <th scope="row" className="font-normal">
        <span className={isReplaced ? '' : 'font-medium'}>{word}</span>{' '}
        <Link
          to="/p/$slug/ledger/tx/$hash"
          params={{ slug, hash: batch.tx }}
          search={{ block: String(batch.block) }}
          className="whitespace-nowrap"
        >
          <Hash text={batch.digest} />
        </Link>
      </th>
      <td className="whitespace-nowrap">
        {parameter} {meter}
      </td>
      <td className="number">{formatCount(readings)}</td>
      <td className="number">
        <Amount text={sum} unit={unit} />
      </td>
      <td className="number">{batch.block}</td>
    </tr>
  ))
}
