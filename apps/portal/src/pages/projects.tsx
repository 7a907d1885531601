import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { ListedProject } from '../api-types.ts'
import { OwnRisk } from '../directory/own-risk.tsx'
import { Page } from '../layout/page.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

export function ProjectsPage() {
  const { t } = useTranslation()
  const projects = useApi(api.projects())
  return (
    <Page title={t('projects.title')}>
      <Loaded query={projects}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('projects.none')} help={t('projects.noneHelp')} />
          ) : (
            <ProjectTable projects={items} />
          )
        }
      </Loaded>
    </Page>
  )
}

function ProjectTable({ projects }: { readonly projects: readonly ListedProject[] }) {
  const { t } = useTranslation()
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('projects.project')}</th>
            <th scope="col">{t('projects.state')}</th>
            <th scope="col">{t('risk.title')}</th>
          </tr>
        </thead>
        <tbody>
          {projects.map((project) => (
            <tr key={project.slug}>
              <th scope="row" className="!text-14 !whitespace-normal">
                <Link to="/p/$slug" params={{ slug: project.slug }}>
                  {project.title}
                </Link>
                {project.purpose === 'demonstration' && (
                  <span className="block font-normal text-warn">{t('demonstration.label')}</span>
                )}
              </th>
              <td>{[project.state, project.stage].filter((word) => word !== undefined).join(' · ')}</td>
              <td>
                <OwnRisk risk={project.risk} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
