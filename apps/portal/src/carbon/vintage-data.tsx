import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { DataStream, VintageAccount } from '../api-types.ts'
import { formatCount, formatPortion } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { useEvidence } from '../parts/state-words.ts'
import { Tonnes } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'
import { EstimateTable } from './estimate-table.tsx'

/** How good the data of each vintage are, what a rule substituted, and what was expected of it. */
export function VintageData() {
  const { slug } = useProject()
  const vintages = useApi(api.vintages(slug))
  return (
    <Loaded query={vintages} height={240}>
      {({ items }) => (
        <>
          <EstimateTable vintages={items} />
          <StreamTable vintages={items} />
          {items.map((vintage) => (
            <Remarks key={vintage.vintage} vintage={vintage} />
          ))}
        </>
      )}
    </Loaded>
  )
}

function StreamTable({ vintages }: { readonly vintages: readonly VintageAccount[] }) {
  const { t } = useTranslation()
  const numbers = [t('quality.expected'), t('quality.measured'), t('quality.substituted'), t('quality.availability')]
  return (
    <Scroll className="panel mt-4">
      <table className="table">
        <caption className="px-3 pt-2 text-left font-medium">{t('quality.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('carbon.vintage')}</th>
            <th scope="col">{t('quality.stream')}</th>
            {numbers.map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
            <th scope="col">{t('quality.evidence')}</th>
          </tr>
        </thead>
        <tbody>
          {vintages.flatMap(({ vintage, data }) =>
            data.streams.map((stream) => (
              <StreamRow key={`${vintage} ${stream.parameter} ${stream.meter}`} vintage={vintage} stream={stream} />
            )),
          )}
        </tbody>
      </table>
    </Scroll>
  )
}

function StreamRow({ vintage, stream }: { readonly vintage: number; readonly stream: DataStream }) {
  const evidenceWord = useEvidence()
  const { parameter, meter, expected, present, substituted, dataAvailability, evidence } = stream
  return (
    <tr>
      <th scope="row">{vintage}</th>
      <td>
        {parameter} ({meter})
      </td>
      {[expected, present, substituted].map((count, index) => (
        <td key={index} className="number">
          {formatCount(count)}
        </td>
      ))}
      <td className="number">{formatPortion(dataAvailability)}</td>
      <td>
        {evidence.map(({ class: name, readings }) => `${evidenceWord(name)} ${formatCount(readings)}`).join(', ')}
      </td>
    </tr>
  )
}

/** Completeness is not data availability, and both are named. */
function Remarks({ vintage: { vintage, data } }: { readonly vintage: VintageAccount }) {
  const { t } = useTranslation()
  const { included, sources, share, missing, byConstant } = data.completeness
  const { readings, reduction } = data.substituted
  return (
    <p className="mt-2 max-w-[90ch]">
      <span className="font-medium">{vintage}</span> · {t('quality.availability')}{' '}
      {formatPortion(data.dataAvailability)} ·{' '}
      {t('quality.completeness', { included, sources, share: formatPortion(share) })}
      {missing.length > 0 && ` · ${t('quality.missing', { names: missing.join(', ') })}`}
      {byConstant.length > 0 && ` · ${t('quality.byConstant', { names: byConstant.join(', ') })}`}
      {' · '}
      {t('quality.substitutedReadings', { number: formatCount(readings) })}
      {readings > 0 && (
        <>
          {', '}
          {t('quality.carry')} <Tonnes text={reduction} unit="tCO2e" />
        </>
      )}
    </p>
  )
}
