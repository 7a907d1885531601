import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { ModelVersion } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

/** Every version of the model, and what a new one finds that the one before did not. */
export function VersionList() {
  const { t } = useTranslation()
  const { slug, zone } = useProject()
  const versions = useApi(api.modelVersions(slug))
  const training = useApi(api.training(slug))
  return (
    <section className="mb-4">
      <h3 className="mb-2">{t('models.versions')}</h3>
      {training.data?.state === 'running' && (
        <p className="mb-2">
          {t('models.training', { stage: training.data.stage })}{' '}
          <progress value={training.data.share} max={1} aria-label={training.data.stage} />
        </p>
      )}
      <Loaded query={versions}>
        {({ items }) => (
          <>
            <Scroll>
              <table className="table">
                <thead>
                  <tr>
                    {(['hash', 'state', 'trainedTo', 'trainedOn', 'explained', 'episodes'] as const).map((name) => (
                      <th key={name} scope="col">
                        {t(`models.${name}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.map((version) => (
                    <tr key={version.modelHash}>
                      <td>
                        <Hash text={version.modelHash} />
                      </td>
                      <td>{t(`models.${version.state}`)}</td>
                      <td>{formatInstant(version.trainedTo, zone)}</td>
                      <td className="num">{version.rows}</td>
                      <td className="num">{(version.explained * 100).toFixed(0)} %</td>
                      <td className="num">{version.outOfFoldEpisodes}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
            {items.map((version) =>
              version.comparison === null ? null : (
                <Compared key={version.modelHash} version={version} comparison={version.comparison} />
              ),
            )}
          </>
        )}
      </Loaded>
    </section>
  )
}

type ComparedProps = {
  readonly version: ModelVersion
  readonly comparison: NonNullable<ModelVersion['comparison']>
}

function Compared({ version, comparison }: ComparedProps) {
  const { t } = useTranslation()
  const { before, after, confirmedDays, readings, onlyBefore, onlyAfter } = comparison
  const rows = [
    [t('models.alertedDays'), before.alertedDays, after.alertedDays],
    [t('models.alertedReadings'), before.alertedReadings, after.alertedReadings],
    [t('models.confirmedFound', { count: confirmedDays }), before.confirmedDaysFound, after.confirmedDaysFound],
  ] as const
  return (
    <div className="panel mt-3 p-4">
      <h4>
        <Hash text={version.modelHash} /> {t(`models.${version.state}`)}
      </h4>
      <p>{t('models.compared', { readings })}</p>
      <Scroll>
        <table className="table">
          <thead>
            <tr>
              <th scope="col" />
              <th scope="col">{t('models.before')}</th>
              <th scope="col">{t('models.after')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, old, now]) => (
              <tr key={name}>
                <td>{name}</td>
                <td className="num">{old}</td>
                <td className="num">{now}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {onlyBefore.length > 0 && (
        <p>
          {t('models.onlyBefore')}: {onlyBefore.join(', ')}
        </p>
      )}
      {onlyAfter.length > 0 && (
        <p>
          {t('models.onlyAfter')}: {onlyAfter.join(', ')}
        </p>
      )}
      <p className="caption mt-2">{t('models.compareNote')}</p>
    </div>
  )
}
