import {
  creditImporter,
  labelsOf,
  optionalQuantity,
  quantityOf,
  serialOf,
  vintageOf,
  type CreditFacts,
} from './credit-importer.ts'
import type { RowReader } from './row-reader.ts'

const US = 'MM/DD/YYYY'

/** Issuances of the American Carbon Registry by reporting period; the buffer is a part of the total. */
export const acrIssuances = creditImporter({
  id: 'acr-issuances',
  publisher: 'American Carbon Registry',
  requiredColumns: [
    'Date Issued (GMT)',
    'Vintage',
    'ReportingPeriodBegin',
    'ReportingPeriodEnd',
    'Total Credits Issued',
    'Project ID',
  ],
  credits: (cells) => [
    {
      registry: 'ACR',
      registryProjectId: cells.required('Project ID', /^ACR\d+$/, 'ACR and digits'),
      event: 'issued',
      period: vintageOf(cells, { from: 'ReportingPeriodBegin', to: 'ReportingPeriodEnd', year: 'Vintage', format: US }),
      quantityKg: quantityOf(cells, 'Total Credits Issued'),
      on: cells.date('Date Issued (GMT)', US),
      labels: cells.text('CCP Approved') === 'Yes' ? ['CCP'] : [],
    },
  ],
})

/** Retirements of the American Carbon Registry; holders and beneficiaries are not read. */
export const acrRetirements = creditImporter({
  id: 'acr-retirements',
  publisher: 'American Carbon Registry',
  requiredColumns: [
    'Credit Serial Numbers',
    'Vintage',
    'Vintage Assignment Period Start Date',
    'Vintage Assignment Period End Date',
    'Quantity of Credits',
    'Status Effective (GMT)',
    'Project ID',
  ],
  credits: (cells) => [
    {
      registry: 'ACR',
      registryProjectId: cells.required('Project ID', /^ACR\d+$/, 'ACR and digits'),
      event: 'retired',
      period: vintageOf(cells, {
        from: 'Vintage Assignment Period Start Date',
        to: 'Vintage Assignment Period End Date',
        year: 'Vintage',
        format: US,
      }),
      quantityKg: quantityOf(cells, 'Quantity of Credits'),
      on: cells.date('Status Effective (GMT)', US),
      serial: serialOf(cells, 'Credit Serial Numbers'),
    },
  ],
})

/** Issuances of the Climate Action Reserve, by vintage year, with what left for other programmes. */
export const carIssuances = creditImporter({
  id: 'car-issuances',
  publisher: 'Climate Action Reserve',
  requiredColumns: [
    'Date Issued',
    'Project ID',
    'Corresponding Adjustment',
    'Vintage',
    'Total Offset Credits Issued',
    'Offset Credits Converted to VCUs',
    'Canceled for Compliance',
    'Canceled',
  ],
  credits: (cells) => {
    const block = { ...carBlock(cells), on: cells.date('Date Issued', US) }
    const moved = (column: string, event: CreditFacts['event']) => {
      const quantityKg = optionalQuantity(cells, column)
      return quantityKg === 0 ? [] : [{ ...block, event, quantityKg }]
    }
    return [
      { ...block, event: 'issued', quantityKg: quantityOf(cells, 'Total Offset Credits Issued') },
      ...moved('Offset Credits Converted to VCUs', 'converted'),
      ...moved('Canceled for Compliance', 'compliance'),
      ...moved('Canceled', 'cancelled'),
    ]
  },
})

/** Retirements of the Climate Action Reserve; holders are not read. */
export const carRetirements = creditImporter({
  id: 'car-retirements',
  publisher: 'Climate Action Reserve',
  requiredColumns: [
    'Vintage',
    'Offset Credit Serial Numbers',
    'Quantity of Offset Credits',
    'Status Effective',
    'Project ID',
    'Corresponding Adjustment',
  ],
  credits: (cells) => [
    {
      ...carBlock(cells),
      event: 'retired',
      quantityKg: quantityOf(cells, 'Quantity of Offset Credits'),
      on: cells.date('Status Effective', US),
      serial: serialOf(cells, 'Offset Credit Serial Numbers'),
    },
  ],
})

function carBlock(cells: RowReader): Omit<CreditFacts, 'event' | 'quantityKg'> {
  const adjustment = cells.text('Corresponding Adjustment').toLowerCase()
  return {
    registry: 'CAR',
    registryProjectId: cells.required('Project ID', /^CAR\d+$/, 'CAR and digits'),
    period: vintageOf(cells, { year: 'Vintage', format: US }),
    labels: labelsOf(cells.text('Additional Certification(s)')),
    authorisation: adjustment === 'yes' ? 'authorised-adjusted' : adjustment === 'no' ? 'none' : null,
  }
}

/** Issuances of ART by vintage year: what was verified after the buffer. */
export const artIssuances = creditImporter({
  id: 'art-issuances',
  publisher: 'Architecture for REDD+ Transactions',
  requiredColumns: ['Date Approved', 'Program ID', 'Vintage', 'Credits Verified'],
  credits: (cells) => [
    {
      registry: 'ART',
      registryProjectId: cells.required('Program ID', /^ART\d+$/, 'ART and digits'),
      event: 'issued',
      period: vintageOf(cells, { year: 'Vintage', format: US }),
      quantityKg: quantityOf(cells, 'Credits Verified'),
      on: cells.date('Date Approved', US),
    },
  ],
})

/** Retirements of ART; holders are not read. */
export const artRetirements = creditImporter({
  id: 'art-retirements',
  publisher: 'Architecture for REDD+ Transactions',
  requiredColumns: ['Vintage', 'Credit Serial Numbers', 'Quantity of Credits', 'Status Effective', 'Program ID'],
  credits: (cells) => [
    {
      registry: 'ART',
      registryProjectId: cells.required('Program ID', /^ART\d+$/, 'ART and digits'),
      event: 'retired',
      period: vintageOf(cells, { year: 'Vintage', format: US }),
      quantityKg: quantityOf(cells, 'Quantity of Credits'),
      on: cells.date('Status Effective', US),
      serial: serialOf(cells, 'Credit Serial Numbers'),
    },
  ],
})
