import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { LevelChange } from '../api-types.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { RiskWord } from './risk-word.tsx'

/** What imports changed of an entry, the newest first, with the fields that differ. */
export function History({ registry, id }: { readonly registry: string; readonly id: string }) {
  const { t } = useTranslation()
  const history = useApi(api.directoryHistory(registry, id))
  return (
    <Loaded query={history}>
      {({ changes, levels }) => (
        <>
          <Scroll className="panel">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('directory.sources')}</th>
                  <th scope="col">{t('queue.at')}</th>
                  <th scope="col">{t('queue.changed')}</th>
                </tr>
              </thead>
              <tbody>
                {changes.map(({ sourceId, kind, retrieved, fields }, at) => (
                  <tr key={`${sourceId} ${retrieved} ${at}`}>
                    <th scope="row">{sourceId}</th>
                    <td className="whitespace-nowrap">{retrieved}</td>
                    <td className="min-w-52 !whitespace-normal">
                      {t(`queue.${kind}`)}
                      {fields.map(({ field, before, after }) => (
                        <span key={field} className="caption block break-all">
                          {field}: {before} → {after}
                        </span>
                      ))}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
          <h3 className="mb-2 mt-4">{t('risk.levels')}</h3>
          {levels.length === 0 ? <p>{t('risk.levelsNone')}</p> : <LevelHistory levels={levels.toReversed()} />}
        </>
      )}
    </Loaded>
  )
}

/** Levels that rose or fell, in the order given, with the import or decision that changed them. */
function LevelHistory({ levels }: { readonly levels: readonly LevelChange[] }) {
  const { t } = useTranslation()
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('queue.at')}</th>
            <th scope="col">{t('risk.before')}</th>
            <th scope="col">{t('risk.after')}</th>
            <th scope="col">{t('risk.cause')}</th>
          </tr>
        </thead>
        <tbody>
          {levels.map(({ at, from, to, cause }) => (
            <tr key={`${at} ${to} ${cause}`}>
              <td className="whitespace-nowrap">{at.slice(0, 16).replace('T', ' ')}</td>
              <td>
                <RiskWord level={from} />
              </td>
              <td>
                <RiskWord level={to} />
              </td>
              <td className="!whitespace-normal">{cause}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
