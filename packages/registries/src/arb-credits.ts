import { creditImporter, optionalQuantity, vintageOf, type CreditFacts } from './credit-importer.ts'
import type { RowReader } from './row-reader.ts'

const VOLUNTARY = 'Retired Voluntarily'
const COMPLIANCE_USE = [
  'Retired 1st Compliance Period (CA)',
  'Retired 2nd Compliance Period (CA)',
  'Retired 3rd Compliance Period (CA)',
  'Retired 4th Compliance Period (CA)',
  'Retired 5th Compliance Period (CA)',
  'Retired for Compliance in Quebec',
]
const REGISTRIES: Readonly<Record<string, string>> = { ACR: 'ACR', CAR: 'CAR', VCS: 'VCS', VCSOPR: 'VCSOPR' }

/**
 * Compliance offsets issued in California. They stand in the place of the registry's own credits for the same
 * reporting period, so they are `compliance` events of the registry's project and no second issuance. A reporting
 * period without an issuance has an empty cell.
 */
export const arbIssuances = creditImporter({
  id: 'arb',
  publisher: 'California Air Resources Board',
  requiredColumns: [
    'CARB Project ID',
    'OPR Project ID',
    'Reporting Period Start Date',
    'Reporting Period End Date',
    'Vintage',
    'ARB Offset Credits Issued',
    'Issuance Date',
    'Invalidated or Canceled',
    VOLUNTARY,
    ...COMPLIANCE_USE,
  ],
  credits: (cells) => {
    const block = blockOf(cells)
    const ended = (column: string, event: 'retired' | 'cancelled', use: CreditFacts['use'] = null) => {
      const quantityKg = optionalQuantity(cells, column)
      return quantityKg === 0 ? [] : [{ ...block, event, quantityKg, use }]
    }
    const issued = optionalQuantity(cells, 'ARB Offset Credits Issued')
    const on = cells.date('Issuance Date', 'YYYY-MM-DD')
    return [
      ...(issued === 0 ? [] : [{ ...block, event: 'compliance' as const, quantityKg: issued, on }]),
      ...ended('Invalidated or Canceled', 'cancelled'),
      ...ended(VOLUNTARY, 'retired', 'voluntary'),
      ...COMPLIANCE_USE.flatMap((column) => ended(column, 'retired', 'compliance')),
    ]
  },
})

function blockOf(cells: RowReader): Omit<CreditFacts, 'event' | 'quantityKg'> {
  const id = cells.required('OPR Project ID', /^(?:ACR|CAR|VCS|VCSOPR)\d+$/, 'ACR, CAR or VCS and digits')
  const compliance = cells.required('CARB Project ID', /^CA[A-Z]+\d+$/, 'CA, a type and digits')
  const [, prefix = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(id) ?? []
  const registry = REGISTRIES[prefix] ?? 'ARB'
  return {
    registry,
    registryProjectId: registry.startsWith('VCS') ? digits : id || 'unknown',
    period: vintageOf(cells, {
      from: 'Reporting Period Start Date',
      to: 'Reporting Period End Date',
      year: 'Vintage',
      format: 'YYYY-MM-DD',
    }),
    counterpart: compliance === '' ? null : { registry: 'ARB', registryProjectId: compliance },
  }
}
