import { creditImporter, quantityOf, vintageOf, type CreditFacts } from './credit-importer.ts'
import type { RowReader } from './row-reader.ts'

const RANGE = /^(\d+) - (\d+)$/
const PLACEHOLDER_ID = 'AuxID'

/** Issuances of the CDM in the layout of CAD Trust: the only list that joins issuances to projects. */
export const cdmIssuancesCadt = creditImporter({
  id: 'cdm-issuances-cadt',
  publisher: 'UNFCCC, in the layout of CAD Trust',
  requiredColumns: ['projectId', 'id', 'startDate', 'endDate', 'unitCount', 'SERIAL RANGE'],
  credits: (cells) => {
    const id = cells.required('projectId', /^\w+$/, 'an id')
    if (id === PLACEHOLDER_ID) cells.fault('projectId', 'an id of its own, not the placeholder', 'rejected')
    return [
      {
        registry: 'CDM',
        registryProjectId: id,
        event: 'issued',
        issuanceId: cells.text('id') || null,
        period: vintageOf(cells, { from: 'startDate', to: 'endDate', format: 'YYYY-MM-DD' }),
        quantityKg: quantityOf(cells, 'unitCount'),
        ...serialOf(cells, id),
      },
    ]
  },
})

/**
 * Issuances of the CDM by reference number. They name no project id: only the issuance's id leads there, and it may
 * repeat. Where it leads to two projects, or none, the issuance belongs to none.
 */
export const cdmIssuances = creditImporter({
  id: 'cdm-issuances',
  publisher: 'UNFCCC',
  requiredColumns: [
    'CDM project reference number',
    'Issuance process ID',
    'Issuance date',
    'Monitoring report started',
    'Monitoring report ended',
    'Units - Total',
  ],
  credits: (cells) => [
    {
      registry: 'CDM',
      registryProjectId: null,
      event: 'issued',
      issuanceId: cells.required('Issuance process ID', /./, 'an issuance process id'),
      period: vintageOf(cells, {
        from: 'Monitoring report started',
        to: 'Monitoring report ended',
        format: 'YYYY-MM-DD',
      }),
      quantityKg: quantityOf(cells, 'Units - Total'),
      on: cells.date('Issuance date', 'YYYY-MM-DD'),
    },
  ],
})

/** CER numbers run within a host country, which this file does not name: the space is the project. */
function serialOf(cells: RowReader, id: string): Pick<CreditFacts, 'serial' | 'block'> {
  const serial = cells.text('SERIAL RANGE')
  if (serial === '') return {}
  const [, first, last] = RANGE.exec(serial) ?? []
  const [start, end] = [Number(first), Number(last)]
  if (!(start <= end)) cells.fault('SERIAL RANGE', 'two numbers', 'kept-without')
  return { serial, block: start <= end ? { space: `CER of ${id}`, start, end } : null }
}
