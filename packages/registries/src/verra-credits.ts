import type { Credit } from './credit.ts'
import { creditImporter, labelsOf, quantityOf, serialOf, vintageOf } from './credit-importer.ts'

/**
 * Transactions of the Verra registry: one row per serial block, with its retirement where there is one. The total of
 * the vintage stands on each row again and is not read.
 */
export const verraCredits = creditImporter({
  id: 'verra-vcus',
  publisher: 'Verra',
  requiredColumns: ['Issuance Date', 'Vintage Start', 'Vintage End', 'ID', 'Quantity Issued', 'Serial Number'],
  credits: (cells) => {
    const certifications = cells.text('Additional Certifications')
    const block = {
      registry: 'VCS',
      registryProjectId: cells.required('ID', /^\d+$/, 'digits'),
      period: vintageOf(cells, { from: 'Vintage Start', to: 'Vintage End', format: 'YYYY-MM-DD' }),
      quantityKg: quantityOf(cells, 'Quantity Issued'),
      serial: serialOf(cells, 'Serial Number'),
      labels: labelsOf(certifications),
      authorisation: authorisationOf(certifications),
    }
    const issued = { ...block, event: 'issued' as const, on: cells.date('Issuance Date', 'YYYY-MM-DD') }
    const ended = cells.date('Retirement/Cancellation Date', 'YYYY-MM-DD')
    if (ended === null) return [issued]
    const isCancelled = /cancel/i.test(`${cells.text('Retirement Reason')} ${cells.text('Retirement Details')}`)
    return [issued, { ...block, event: isCancelled ? ('cancelled' as const) : ('retired' as const), on: ended }]
  },
})

function authorisationOf(certifications: string): Credit['authorisation'] {
  if (!/article 6/i.test(certifications)) return null
  return /adjust\w* (?:applied|made|verified)/i.test(certifications) ? 'authorised-adjusted' : 'authorised'
}
