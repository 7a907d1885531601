import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api, type Range } from '../api.ts'
import type { Flag } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Mark } from '../parts/marks.tsx'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { markOf } from './mark-kind.ts'

/** Every flagged reading of the range, each one click from its proof. */
export function FlagTable({ range }: { readonly range: Range }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const flags = useApi(api.flags(slug, range))
  return (
    <section className="mt-6">
      <h2 className="mb-2">{t('data.flagsTitle')}</h2>
      <Loaded query={flags}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="caption">{t('data.flagsNone')}</p>
          ) : (
            <Scroll className="panel max-h-[480px]">
              <Rows flags={items} />
            </Scroll>
          )
        }
      </Loaded>
    </section>
  )
}

function Rows({ flags }: { readonly flags: readonly Flag[] }) {
  const { t } = useTranslation()
  const { zone, slug } = useProject()
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">{t('flag.kind')}</th>
          <th scope="col">
            {t('flag.at')} ({zone})
          </th>
          <th scope="col">{t('flag.parameter')}</th>
          <th scope="col" className="number">
            {t('flag.value')}
          </th>
          <th scope="col" className="number">
            {t('flag.expected')}
          </th>
          <th scope="col">{t('flag.limit')}</th>
          <th scope="col" className="number">
            {t('flag.block')}
          </th>
        </tr>
      </thead>
      <tbody>
        {flags.map((flag, index) => (
          <tr key={`${flag.id}/${index}`}>
            <td className="whitespace-nowrap text-mark-text">
              <KindOf flag={flag} />
            </td>
            <th scope="row">
              <Link to="/p/$slug/ledger/reading/$id" params={{ slug, id: flag.id }}>
                {formatInstant(flag.at, zone)}
              </Link>
            </th>
            <td>{flag.parameter}</td>
            <td className="number">
              {flag.value} {flag.unit}
            </td>
            <td className="number">{flag.expected === null ? '–' : `${flag.expected} ${flag.unit}`}</td>
            <td className="min-w-44">{flag.limit ?? flag.reason}</td>
            <td className="number">
              <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(flag.block) }}>
                {flag.block}
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function KindOf({ flag }: { readonly flag: Flag }) {
  const { t } = useTranslation()
  const kind = markOf(flag.level, flag.kind === 'anomaly' ? 1 : 0)
  return (
    <span className="inline-flex items-center gap-1">
      {kind !== null && <Mark kind={kind} />}
      {flag.kind === 'anomaly' ? t('flag.anomaly') : t('flag.tolerance', { level: flag.level ?? '–' })}
    </span>
  )
}
