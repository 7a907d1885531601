import { CADT_TABLES, type CadtTable } from './cadt-tables.ts'
import { countryName } from './countries.ts'
import { projectKey, type ProjectIssuance, type RegistryProject } from './project.ts'
import { writeXlsx } from './xlsx-write.ts'

type Cell = string | number | null
type Rows = Readonly<Record<string, Cell>>[]
const UNIT_METRIC = 'tCO2e'
const STATES = { held: 'Held', retired: 'Retired', cancelled: 'Cancelled' } as const
const ADJUSTMENTS = {
  none: ['Not Authorised', 'Not Started'],
  authorised: ['Authorised', 'Not Started'],
  'authorised-adjusted': ['Authorised', 'Completed'],
} as const

/**
 * Projects as a workbook in the CAD Trust data model: one sheet per table. Registry texts are kept where the model has
 * a pick list, as in exports of the model's own software. Unknown cells stay empty.
 */
export function cadtWorkbook(projects: readonly RegistryProject[]): Uint8Array {
  const tables: Readonly<Record<CadtTable, Rows>> = {
    projects: projects.map(projectRow),
    projectLocations: projects.flatMap(locationRows),
    estimations: projects.flatMap(estimationRows),
    issuances: projects.flatMap(issuanceRows),
    units: projects.flatMap(unitRows),
    relatedProjects: projects.flatMap(relationRows),
  }
  const names: readonly CadtTable[] = [
    'projects',
    'projectLocations',
    'estimations',
    'issuances',
    'units',
    'relatedProjects',
  ]
  return writeXlsx(
    names.map((name) => {
      const columns: readonly string[] = CADT_TABLES[name]
      return { name, rows: [columns, ...tables[name].map((row) => columns.map((column) => row[column] ?? null))] }
    }),
  )
}

function projectRow(project: RegistryProject): Rows[number] {
  const { registry, registryProjectId, programKind, methods } = project
  return {
    warehouseProjectId: projectKey(project),
    currentRegistry: registry,
    projectId: registryProjectId,
    originProjectId: registryProjectId,
    registryOfOrigin: registry,
    program: programKind === 'unknown' ? null : programKind,
    projectName: project.name,
    projectLink: project.link,
    projectDeveloper: project.parties.map(({ name }) => name).join('; '),
    projectType: project.category,
    projectStatus: project.status === 'unknown' ? project.statusRaw : project.status,
    projectStatusDate: project.registrationDate,
    unitMetric: UNIT_METRIC,
    methodology: methods.map(({ verbatim }) => verbatim).join('; '),
    description: project.description,
  }
}

function locationRows(project: RegistryProject): Rows {
  const point = project.locations.find((location) => location.kind === 'point')
  const [state = null] = project.locations.flatMap((location) => (location.kind === 'state' ? [location.label] : []))
  return project.countries.map((country) => ({
    warehouseProjectId: projectKey(project),
    country: countryName(country),
    inCountryRegion: state,
    geographicIdentifier:
      point === undefined ? null : JSON.stringify({ latitude: point.latitude, longitude: point.longitude }),
  }))
}

function estimationRows(project: RegistryProject): Rows {
  const { creditingPeriod: period, estimatedAnnualTonnes } = project
  if (period === null && estimatedAnnualTonnes === null) return []
  return [
    {
      warehouseProjectId: projectKey(project),
      creditingPeriodStart: period?.from ?? null,
      creditingPeriodEnd: period?.to ?? null,
      unitCount: estimatedAnnualTonnes,
    },
  ]
}

function issuanceRows(project: RegistryProject): Rows {
  return (project.issuances ?? []).map((issuance: ProjectIssuance, index) => ({
    id: `${projectKey(project)}/${index + 1}`,
    warehouseProjectId: projectKey(project),
    startDate: issuance.from,
    endDate: issuance.to,
    unitCount: issuance.units,
    datePrecision: issuance.precision,
  }))
}

function unitRows(project: RegistryProject): Rows {
  const [declaration, status] = project.authorisation === null ? [null, null] : ADJUSTMENTS[project.authorisation]
  return (project.serialBlocks ?? []).map(({ programme, start, end, state }) => ({
    warehouseProjectId: projectKey(project),
    unitBlockStart: `${programme} ${start}`,
    unitBlockEnd: `${programme} ${end}`,
    unitCount: end - start + 1,
    unitStatus: STATES[state],
    correspondingAdjustmentDeclaration: declaration,
    correspondingAdjustmentStatus: status,
  }))
}

function relationRows(project: RegistryProject): Rows {
  const row = (
    relationshipType: string,
    { registry, registryProjectId }: { registry: string; registryProjectId: string },
  ) => ({
    warehouseProjectId: projectKey(project),
    relationshipType,
    relatedProjectId: registryProjectId,
    registry,
  })
  return [
    ...(project.parent === null ? [] : [row('Part of', project.parent)]),
    ...project.transitions.map((transition) => row(transition.kind, transition)),
    ...project.references.map((reference) => row('Reference', reference)),
  ]
}
