import type { Credit } from './credit.ts'
import { creditImporter, labelsOf, quantityOf, serialOf, vintageOf, type CreditFacts } from './credit-importer.ts'
import type { RowReader } from './row-reader.ts'

const COLUMNS = [
  'Vintage',
  'Quantity',
  'GSID',
  'Product Type',
  'Issuance Date',
  'Monitoring Period Start',
  'Monitoring Period End',
  'Serial Number',
  'Article Six Authorization',
]

/** Issuances of Gold Standard. A row of product type CER labels a unit of the CDM; it is no unit of its own. */
export const goldStandardIssuances = creditImporter({
  id: 'gs-issuances',
  publisher: 'Gold Standard',
  requiredColumns: COLUMNS,
  credits: (cells) => {
    const isLabel = cells.text('Product Type').toUpperCase() === 'CER'
    return [
      { ...blockOf(cells), event: isLabel ? 'labelled' : 'issued', on: cells.date('Issuance Date', 'YYYY-MM-DD') },
    ]
  },
})

/** Retirements of Gold Standard; the names of users and operators are not read. */
export const goldStandardRetirements = creditImporter({
  id: 'gs-retirements',
  publisher: 'Gold Standard',
  requiredColumns: [...COLUMNS, 'Retirement Date', 'Use Case'],
  credits: (cells) => {
    const isCancelled = /^cancel/i.test(cells.text('Credit Status'))
    const useCase = cells.text('Use Case').toLowerCase()
    const use = useCase === 'voluntary' || useCase === 'compliance' ? useCase : null
    const on = cells.date('Retirement Date', 'YYYY-MM-DD')
    return [{ ...blockOf(cells), event: isCancelled ? 'cancelled' : 'retired', on, use }]
  },
})

function blockOf(cells: RowReader): Omit<CreditFacts, 'event'> {
  return {
    registry: 'GS',
    registryProjectId: cells.required('GSID', /^\d+$/, 'digits'),
    period: vintageOf(cells, {
      from: 'Monitoring Period Start',
      to: 'Monitoring Period End',
      year: 'Vintage',
      format: 'YYYY-MM-DD',
    }),
    quantityKg: quantityOf(cells, 'Quantity'),
    serial: serialOf(cells, 'Serial Number'),
    labels: labelsOf(cells.text('Label')),
    authorisation: authorisationOf(cells.text('Article Six Authorization')),
  }
}

function authorisationOf(text: string): Credit['authorisation'] {
  if (/^not applicable$/i.test(text)) return 'none'
  if (/adjust\w* applied/i.test(text)) return 'authorised-adjusted'
  return /^authori[sz]ed/i.test(text) ? 'authorised' : null
}
