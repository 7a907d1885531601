/** Columns of the tables of the CAD Trust data model (version 1) that the directory fills and reads, by sheet. */
export const CADT_TABLES = {
  projects: [
    'warehouseProjectId',
    'currentRegistry',
    'projectId',
    'originProjectId',
    'registryOfOrigin',
    'program',
    'projectName',
    'projectLink',
    'projectDeveloper',
    'sector',
    'projectType',
    'coveredByNDC',
    'projectStatus',
    'projectStatusDate',
    'unitMetric',
    'methodology',
    'description',
  ],
  projectLocations: ['warehouseProjectId', 'country', 'inCountryRegion', 'geographicIdentifier'],
  estimations: ['warehouseProjectId', 'creditingPeriodStart', 'creditingPeriodEnd', 'unitCount'],
  issuances: ['id', 'warehouseProjectId', 'startDate', 'endDate', 'unitCount', 'datePrecision'],
  units: [
    'warehouseProjectId',
    'unitBlockStart',
    'unitBlockEnd',
    'unitCount',
    'unitStatus',
    'correspondingAdjustmentDeclaration',
    'correspondingAdjustmentStatus',
  ],
  relatedProjects: ['warehouseProjectId', 'relationshipType', 'relatedProjectId', 'registry'],
} as const

export type CadtTable = keyof typeof CADT_TABLES
