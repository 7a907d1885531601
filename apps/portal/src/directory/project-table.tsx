import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { DirectoryProject } from '../api-types.ts'
import { formatDecimalText } from '../format.ts'
import { useCountryName } from './country-name.ts'
import { Scroll } from '../parts/scroll.tsx'
import { RiskWord } from './risk-word.tsx'

/** What is not known reads "unknown", never a blank or a zero. */
export function ProjectTable({ projects }: { readonly projects: readonly DirectoryProject[] }) {
  const { t } = useTranslation()
  const countryName = useCountryName()
  const unknown = <span className="text-ink-2">{t('directory.unknown')}</span>
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('directory.project')}</th>
            <th scope="col">{t('directory.risk')}</th>
            <th scope="col">{t('directory.registry')}</th>
            <th scope="col">{t('directory.country')}</th>
            <th scope="col">{t('directory.category')}</th>
            <th scope="col">{t('directory.status')}</th>
            <th scope="col" className="number">
              {t('directory.estimate')}
            </th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={`${project.registry}/${project.registryProjectId}`}>
              <th scope="row" className="min-w-44 sm:min-w-60 !whitespace-normal !text-13">
                <Link
                  to="/directory/$registry/$id"
                  params={{ registry: project.registry, id: project.registryProjectId }}
                >
                  {project.name}
                </Link>
                <span className="caption block font-normal">
                  {project.developers.join(', ') || t('directory.unknown')}
                  {project.notice !== null && <span className="text-warn"> · {project.notice}</span>}
                </span>
              </th>
              <td>
                <RiskWord level={project.risk.level} />
              </td>
              <td className="whitespace-nowrap">
                {project.registry} {project.registryProjectId}
              </td>
              <td>{project.countries.length === 0 ? unknown : project.countries.map(countryName).join(', ')}</td>
              <td>{project.category ?? unknown}</td>
              <td>{project.status}</td>
              <td className="number">
                {project.estimatedAnnualTonnes === null ? unknown : estimate(project.estimatedAnnualTonnes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

export function estimate(tonnes: number): string {
  return `${formatDecimalText(String(tonnes), 0)} t`
}
