import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CarbonRow } from '../api-types.ts'
import { formatCount, formatTonnes } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { useRecordStatus } from '../parts/state-words.ts'
import { Tonnes, Unit } from '../parts/words.tsx'

/** The chart's figures; each period that has a record leads to how it was computed. */
export function CarbonTable(props: {
  readonly rows: readonly CarbonRow[]
  readonly unit: string
  readonly canTrace: boolean
  readonly selected: string | undefined
}) {
  const { t } = useTranslation()
  const columns = [
    t('carbon.baseline'),
    t('carbon.project'),
    t('carbon.leakage'),
    t('carbon.reduction'),
    t('carbon.cumulative'),
  ]
  return (
    <Scroll className="panel max-h-[560px]">
      <table className="table">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <th scope="col">{t('carbon.period')}</th>
            {columns.map((name) => (
              <th key={name} scope="col" className="number">
                {name}, <Unit unit={props.unit} />
              </th>
            ))}
            <th scope="col" className="number">
              {t('carbon.readings')}
            </th>
            <th scope="col">{t('carbon.status')}</th>
            <th scope="col" className="number">
              {t('carbon.record')}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.rows.toReversed().map((row) => (
            <RowOf key={row.period} row={row} canTrace={props.canTrace} isSelected={row.period === props.selected} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function RowOf({ row, canTrace, isSelected }: { row: CarbonRow; canTrace: boolean; isSelected: boolean }) {
  const { t } = useTranslation()
  const { slug, stage } = useProject()
  const statusWord = useRecordStatus()
  return (
    <tr data-selected={isSelected}>
      <th scope="row">
        {canTrace ? (
          <Link from="/p/$slug/carbon" to="." search={(old) => ({ ...old, sel: row.period })}>
            {row.period}
          </Link>
        ) : (
          row.period
        )}
      </th>
      {[row.baseline, row.project, row.leakage, row.reduction, row.cumulative].map((text, index) => (
        <td key={index} className={index === 3 ? 'number font-medium' : 'number'}>
          <Tonnes text={text} />
        </td>
      ))}
      <td className="number">
        {row.readings === null ? '–' : formatCount(row.readings)}
        {row.expected !== null && row.expected > 0 && ` / ${formatCount(row.expected)}`}
        {(row.substituted ?? 0) > 0 && (
          <span className="block whitespace-nowrap text-mark-text" title={`${row.substitutedReduction ?? '0'} tCO2e`}>
            {t('quality.ofThemSubstituted', {
              number: formatCount(row.substituted ?? 0),
              tonnes: formatTonnes(row.substitutedReduction ?? '0'),
            })}
          </span>
        )}
      </td>
      <td className="whitespace-nowrap">
        {statusWord(row.status)}
        {row.level !== null && row.level > 1 && (
          <span className="text-mark-text"> · {t('carbon.level', { level: row.level })}</span>
        )}
        {row.isTrial && stage === 'live' && <span className="caption"> · {t('carbon.trial')}</span>}
      </td>
      <td className="number">
        {row.block === null ? (
          '–'
        ) : (
          <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(row.block) }}>
            {row.block}
          </Link>
        )}
      </td>
    </tr>
  )
}
