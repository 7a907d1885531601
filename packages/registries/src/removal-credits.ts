import type { Credit } from './credit.ts'
import { creditImporter, quantityOf, type CreditFacts } from './credit-importer.ts'
import { parseDate } from './parse-cells.ts'
import type { RowReader } from './row-reader.ts'

const PROJECT_OF_SERIAL = /^CDC_(\d+)_/

/** Issuances of Puro: a day and a quantity, no period. */
export const puroIssuances = creditImporter({
  id: 'puro-issuances',
  publisher: 'Puro.earth',
  requiredColumns: ['issued_date', 'issued_qty', 'project_id'],
  credits: (cells) => [
    {
      registry: 'PURO',
      registryProjectId: cells.required('project_id', /^\d+$/, 'digits'),
      event: 'issued',
      quantityKg: quantityOf(cells, 'issued_qty'),
      on: cells.date('issued_date', 'DD MMM YYYY'),
    },
  ],
})

/** Issuances of Isometric in kilograms; `supplier.location.*` is an office and is not read. */
export const isometricIssuances = creditImporter({
  id: 'isometric-issuances',
  publisher: 'Isometric',
  requiredColumns: ['id', 'issued_at', 'project_id', 'credit_batch_size_total.credit_kgs'],
  credits: (cells) => [
    {
      ...isometricBlock(cells),
      event: 'issued',
      on: cells.date('issued_at', 'YYYY-MM-DD'),
      issuanceId: cells.text('id') || null,
    },
  ],
})

/** Retirements of Isometric with the day of removal; owners and beneficiaries are not read. */
export const isometricRetirements = creditImporter({
  id: 'isometric-retirements',
  publisher: 'Isometric',
  requiredColumns: ['retired_at', 'project_id', 'credit_batch_size_total.credit_kgs', 'sequestered_on'],
  credits: (cells) => {
    const removed = cells.date('sequestered_on', 'YYYY-MM-DD')
    const period = removed === null ? null : { from: removed, to: removed, precision: 'day' as const }
    return [{ ...isometricBlock(cells), event: 'retired', on: cells.date('retired_at', 'YYYY-MM-DD'), period }]
  },
})

function isometricBlock(cells: RowReader): Omit<CreditFacts, 'event' | 'period'> {
  const column = 'credit_batch_size_total.credit_kgs'
  const kilograms = /^(\d{1,15})(?:\.0)?$/.exec(cells.text(column))
  if (kilograms === null) cells.fault(column, 'whole kilograms', 'rejected')
  return {
    registry: 'ISOMETRIC',
    registryProjectId: cells.required('project_id', /^prj_\w+$/, 'prj_ and an id'),
    quantityKg: Number(kilograms?.[1] ?? 0),
  }
}

/** Issuances of Cercarbono; the project stands in the serial, the vintage is two days. Buffer credits are issued too. */
export const cercarbonoIssuances = creditImporter({
  id: 'cercarbono-issuances',
  publisher: 'Cercarbono',
  requiredColumns: ['serial', 'issued_quantity', 'issuance_date', 'is_buffer', 'vintage_of_credits'],
  credits: (cells) => [
    {
      ...cercarbonoBlock(cells, 'issued_quantity'),
      event: 'issued',
      on: cells.date('issuance_date', 'YYYY-MM-DD'),
      period: periodOf(cells),
      labels: cells.text('is_buffer') === 'True' ? ['buffer'] : [],
    },
  ],
})

/** Retirements of Cercarbono with their numbers inside the serial; end users are not read. */
export const cercarbonoRetirements = creditImporter({
  id: 'cercarbono-retirements',
  publisher: 'Cercarbono',
  requiredColumns: ['serial', 'vintage', 'certificate_destination', 'date', 'quantity', 'from', 'to'],
  credits: (cells) => {
    const [start, end] = [cells.count('from'), cells.count('to')]
    const year = /^\d{4}$/.test(cells.text('vintage')) ? cells.text('vintage') : null
    const isTax = /tax/i.test(cells.text('certificate_destination'))
    return [
      {
        ...cercarbonoBlock(cells, 'quantity'),
        event: 'retired',
        on: cells.date('date', 'YYYY-MM-DD'),
        period: year === null ? null : { from: `${year}-01-01`, to: `${year}-12-31`, precision: 'year' },
        use: isTax ? 'compliance' : 'voluntary',
        block: start === null || end === null || end < start ? null : { space: cells.text('serial'), start, end },
      },
    ]
  },
})

function cercarbonoBlock(cells: RowReader, column: string): Omit<CreditFacts, 'event' | 'period'> {
  const serial = cells.required('serial', PROJECT_OF_SERIAL, 'CDC_ and a project number')
  return {
    registry: 'CERCARBONO',
    registryProjectId: `CDC-${PROJECT_OF_SERIAL.exec(serial)?.[1] ?? ''}`,
    quantityKg: quantityOf(cells, column),
    serial,
  }
}

function periodOf(cells: RowReader): Credit['period'] {
  const [from, to] = cells
    .text('vintage_of_credits')
    .split(' / ')
    .map((day) => parseDate(day, 'YYYY-MM-DD'))
  if (from !== undefined && to !== undefined && from <= to) return { from, to, precision: 'day' }
  return cells.fault('vintage_of_credits', 'two days', 'kept-without')
}
