import { useTranslation } from 'react-i18next'
import type { DirectoryLocation, DirectorySheet } from '../api-types.ts'
import { Facts } from '../parts/words.tsx'
import { useCountryName } from './country-name.ts'
import { estimate } from './project-table.tsx'

/** What the registry says of a project; what it does not say reads "unknown". */
export function Sheet({ project }: { readonly project: DirectorySheet['project'] }) {
  const { t } = useTranslation()
  const countryName = useCountryName()
  const unknown = t('directory.unknown')
  const { creditingPeriod, estimatedAnnualTonnes, capacityMw, source, link } = project
  return (
    <div className="panel p-4">
      <Facts
        rows={[
          [t('directory.registry'), `${project.registry} ${project.registryProjectId}`],
          [
            t('directory.proponent'),
            project.parties.map(({ name, role }) => `${name} (${role})`).join(', ') || unknown,
          ],
          [t('directory.country'), project.countries.map(countryName).join(', ') || unknown],
          [t('directory.status'), project.status],
          [t('directory.category'), project.category ?? unknown],
          [t('directory.method'), project.methods.map(({ id, verbatim }) => id ?? verbatim).join(', ') || unknown],
          [t('directory.capacity'), capacityMw === null ? unknown : `${capacityMw} MW`],
          [t('directory.estimate'), estimatedAnnualTonnes === null ? unknown : estimate(estimatedAnnualTonnes)],
          [
            t('directory.crediting'),
            creditingPeriod === null
              ? unknown
              : `${creditingPeriod.from ?? unknown} … ${creditingPeriod.to ?? unknown}`,
          ],
          [t('directory.location'), <Locations key="l" locations={project.locations} />],
          [
            t('directory.sources'),
            `${source.sourceId}, ${t('directory.row', { row: source.row })}, ${t('directory.retrieved', { date: source.retrieved })}`,
          ],
        ]}
      />
      {link !== null && /^https?:/.test(link) && (
        <p className="mt-2">
          <a href={link} rel="noreferrer noopener">
            {t('directory.registryPage')}
          </a>
        </p>
      )}
      {project.description !== null && <p className="mt-3 max-w-[80ch]">{project.description}</p>}
    </div>
  )
}

function Locations({ locations }: { readonly locations: readonly DirectoryLocation[] }) {
  const { t } = useTranslation()
  if (locations.length === 0) return <>{t('directory.unknown')}</>
  const textOf = (location: DirectoryLocation) => {
    if (location.kind !== 'point') return `${location.label} (${location.kind})`
    const { latitude, longitude, precisionM } = location
    const precision =
      precisionM === null ? t('directory.precisionUnknown') : t('directory.precision', { metres: precisionM })
    return `${latitude.toFixed(4)}, ${longitude.toFixed(4)} (${precision})`
  }
  return <>{locations.map(textOf).join('; ')}</>
}
