import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { PddVersionRow } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Loaded } from '../parts/states.tsx'
import { Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

/** All versions of the project document, the newest first; each leads to what it changes. */
export function VersionTable() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const versions = useApi(api.pddVersions(slug))
  return (
    <section className="panel mb-4 p-4">
      <h3 className="mb-2">{t('pdd.versions')}</h3>
      <Loaded query={versions}>
        {({ items }) => (
          <Scroll>
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('pdd.versionName')}</th>
                  <th scope="col">{t('pdd.state')}</th>
                  <th scope="col">{t('pdd.from')}</th>
                  <th scope="col">{t('pdd.hash')}</th>
                </tr>
              </thead>
              <tbody>
                {items.toReversed().map((row) => (
                  <VersionRow key={row.index} slug={slug} row={row} />
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Loaded>
      <p className="mt-3">
        <a href={`/api/projects/${slug}/pdd/template`} download={`${slug}-template.yaml`}>
          {t('pdd.template')}
        </a>{' '}
        <span className="caption">{t('pdd.templateHelp')}</span>
      </p>
    </section>
  )
}

function VersionRow({ slug, row }: { readonly slug: string; readonly row: PddVersionRow }) {
  const { t } = useTranslation()
  const { index, version, state, approvedFrom, documentHash } = row
  return (
    <tr>
      <th scope="row">
        <Link to="/p/$slug/pdd/$index" params={{ slug, index: String(index) }}>
          {version ?? '?'} <span className="caption">#{index}</span>
        </Link>
      </th>
      <td className={`whitespace-nowrap ${state === 'proposed' ? 'font-medium text-warn' : ''}`}>
        {t(`pdd.states.${state}`)}
      </td>
      <td className="whitespace-nowrap">{approvedFrom ?? '–'}</td>
      <td>
        <Hash text={documentHash} />
      </td>
    </tr>
  )
}
