import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** What imports changed of an entry, the newest first, with the fields that differ. */
export function History({ registry, id }: { readonly registry: string; readonly id: string }) {
  const { t } = useTranslation()
  const history = useApi(api.directoryHistory(registry, id))
  return (
    <Loaded query={history}>
      {({ changes }) => (
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
      )}
    </Loaded>
  )
}
