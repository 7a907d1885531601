export {
  ASSET_KINDS,
  CLAIM_KINDS,
  PROGRAM_KINDS,
  PROJECT_STATUSES,
  projectKey,
  registryProjectSchema,
  type DatePrecision,
  type ProjectClaim,
  type ProgramKind,
  type ProjectIssuance,
  type ProjectLocation,
  type ProjectMethod,
  type ProjectParty,
  type ProjectPeriod,
  type ProjectReference,
  type ProjectStatus,
  type RegistryProject,
} from './project.ts'
export { REGISTRIES_ERRORS } from './errors.ts'
export { foldText } from './fold-text.ts'
export { countryCode, countryName } from './countries.ts'
export { normaliseName, type NormalisedName } from './normalise-name.ts'
export { normaliseMethods } from './normalise-method.ts'
export { normaliseParties, normalisePartyName } from './normalise-party.ts'
export { normaliseStatus } from './normalise-status.ts'
export { CATEGORIES, categorise } from './categorise.ts'
export { parseCapacity } from './parse-capacity.ts'
export { parseCount, parseDate, type DateFormat } from './parse-cells.ts'
export { readCsvRows, type CsvRow } from './csv-rows.ts'
export type { ImportContext, ImportedRow, Importer, RowFault } from './importer.ts'
export { IMPORTERS, importerOf } from './importers.ts'
export { MAPPED_SOURCE, mappedImporter, type ColumnMapping } from './column-mapping.ts'
export { formatInterchange, parseProject } from './interchange.ts'
export { FIXTURE_SOURCE_ID, generateFixture, type Fixture, type PlantedPair } from './fixtures.ts'
export { CREDIT_EVENTS, creditSchema, type Credit, type CreditEvent } from './credit.ts'
export { CREDIT_IMPORTERS, creditImporterOf } from './credit-importers.ts'
export type { CreditImporter, ImportedCredit } from './credit-importer.ts'
export { withCredits } from './with-credits.ts'
export { mergeRecords } from './merge-records.ts'
export { fileForm, tableText, type FileForm } from './file-text.ts'
export { cadtWorkbook } from './cadt-export.ts'
export { assetOf } from './asset-hash.ts'
