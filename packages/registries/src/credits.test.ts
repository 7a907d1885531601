import { describe, expect, it } from 'vitest'
import { creditSchema, type Credit } from './credit.ts'
import { CREDIT_IMPORTERS, creditImporterOf } from './credit-importers.ts'
import { generateFixture } from './fixtures.ts'
import type { RowFault } from './importer.ts'
import { parseTonnesAsKg } from './parse-quantity.ts'
import { parseSerial } from './parse-serial.ts'
import { withCredits } from './with-credits.ts'

/** Reads made-up rows; columns that a case does not name are there and empty. */
async function read(source: string, ...rows: Readonly<Record<string, string>>[]) {
  const importer = creditImporterOf(source)
  if (importer === undefined) throw new Error(`no importer ${source}`)
  const columns = [...new Set([...importer.requiredColumns, ...rows.flatMap((row) => Object.keys(row))])]
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) =>
    cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','),
  )
  const credits: Credit[] = []
  const faults: RowFault[] = []
  for await (const item of importer.read(chunked(lines.join('\n')), { sourceId: source, retrieved: '2026-01-01' }))
    if (item.kind === 'credit') credits.push(item.credit)
    else faults.push(item)
  for (const credit of credits) expect(creditSchema.parse(credit)).toEqual(credit)
  return { credits, faults }
}

async function* chunked(text: string): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += 41) yield text.slice(at, at + 41)
}

const VERRA_ROW = {
  'Issuance Date': '2026-04-03',
  'Vintage Start': '2020-01-01',
  'Vintage End': '2020-12-31',
  ID: '9901',
  'Total Vintage Quantity': '1,454,054',
  'Quantity Issued': '1,425',
  'Serial Number': '19385-941467007-941468431-VCS-VCU-1507-VER-ET-14-9901-01012020-31122020-1',
}

describe('layouts of issuances and retirements', () => {
  it('verra-vcus: a row is a block, with its retirement; the total of the vintage is not read', async () => {
    const { credits, faults } = await read(
      'verra-vcus',
      {
        ...VERRA_ROW,
        'Additional Certifications': 'CCB-No Distinction; Article 6 Authorized – Intl mitigation purposes',
      },
      { ...VERRA_ROW, 'Retirement/Cancellation Date': '2026-04-10' },
    )
    expect(faults).toEqual([])
    expect(credits).toMatchObject([
      {
        registry: 'VCS',
        registryProjectId: '9901',
        event: 'issued',
        quantityKg: 1_425_000,
        period: { from: '2020-01-01', to: '2020-12-31', precision: 'day' },
        block: { space: 'VCS', start: 941467007, end: 941468431 },
        labels: ['CCB-No Distinction', 'Article 6 Authorized – Intl mitigation purposes'],
        authorisation: 'authorised',
      },
      { event: 'issued', authorisation: null, on: '2026-04-03' },
      { event: 'retired', on: '2026-04-10', block: { start: 941467007 } },
    ])
  })

  it('gs-issuances: timestamps with fractions; a CER is a label, not a unit', async () => {
    const row = {
      Vintage: '2024',
      GSID: '990001',
      'Monitoring Period Start': '2024-01-01',
      'Monitoring Period End': '2024-12-08',
    }
    const { credits, faults } = await read(
      'gs-issuances',
      {
        ...row,
        Quantity: '19149',
        'Product Type': 'VER',
        'Issuance Date': '2026-04-13T12:35:58.842275',
        'Serial Number': 'GS1-1-UG-GS990001-16-2024-30307-1-19149',
        'Article Six Authorization': 'Not Applicable',
      },
      {
        ...row,
        Quantity: '12',
        'Product Type': 'CER',
        'Serial Number': 'RW-5-1460108-2-2-0-7014 - RW-5-1460119-2-2-0-7014',
      },
    )
    expect(faults).toEqual([])
    expect(credits).toMatchObject([
      {
        event: 'issued',
        on: '2026-04-13',
        authorisation: 'none',
        block: { space: 'GS1-1-UG-GS990001-16-2024-30307', start: 1, end: 19149 },
      },
      { event: 'labelled', authorisation: null, block: { space: 'CER RW-5 2-2-0-7014', start: 1460108, end: 1460119 } },
    ])
  })

  it('gs-retirements: tells a cancellation and the use, and reads no names', async () => {
    const row = {
      Vintage: '2024',
      GSID: '990001',
      Quantity: '5',
      'Retirement Date': '2026-04-10',
      'Using Entity': 'Made-up Person',
      Note: 'for Made-up Person',
    }
    const { credits } = await read(
      'gs-retirements',
      { ...row, 'Credit Status': 'Retired', 'Use Case': 'Voluntary' },
      { ...row, 'Credit Status': 'Canceled', 'Use Case': 'Compliance' },
    )
    expect(credits).toMatchObject([
      { event: 'retired', use: 'voluntary', period: { from: '2024-01-01', precision: 'year' } },
      { event: 'cancelled', use: 'compliance' },
    ])
    expect(JSON.stringify(credits)).not.toContain('Made-up Person')
  })

  it('cdm-issuances: names an issuance, not a project; the other list names the project', async () => {
    const dates = { startDate: '2017-04-01 00:00:00', endDate: '2019-07-31 00:00:00' }
    const cadt = await read(
      'cdm-issuances-cadt',
      { projectId: 'MADEUP1', id: '4Made1.93', unitCount: '20519', 'SERIAL RANGE': '1001 - 21519', ...dates },
      { projectId: 'AuxID', id: '4Made2', unitCount: '1', ...dates },
    )
    expect(cadt.faults).toMatchObject([{ row: 3, column: 'projectId', action: 'rejected' }])
    expect(cadt.credits).toMatchObject([
      { registryProjectId: 'MADEUP1', issuanceId: '4Made1.93', block: { start: 1001, end: 21519 } },
    ])
    const { credits } = await read('cdm-issuances', {
      'CDM project reference number': '9001',
      'Issuance process ID': '4Made1.93',
      'Monitoring report started': '2017-04-01',
      'Monitoring report ended': '2019-07-31',
      'Units - Total': '20519',
    })
    expect(credits).toMatchObject([{ registryProjectId: null, issuanceId: '4Made1.93', quantityKg: 20_519_000 }])
  })

  it('acr: US dates with a time, ranges with "to"', async () => {
    const { credits } = await read('acr-issuances', {
      'Project ID': 'ACR9901',
      Vintage: '2026',
      ReportingPeriodBegin: '2/1/2025',
      ReportingPeriodEnd: '1/31/2026',
      'Total Credits Issued': '74344',
      'Credits Issued to Buffer Pool': '418',
      'Date Issued (GMT)': '3/24/2026 9:08:01 PM',
    })
    expect(credits).toMatchObject([
      { quantityKg: 74_344_000, on: '2026-03-24', period: { from: '2025-02-01', to: '2026-01-31' } },
    ])
    const retired = await read('acr-retirements', {
      'Project ID': 'ACR9901',
      Vintage: '2025',
      'Quantity of Credits': '4212',
      'Status Effective (GMT)': '4/13/2026 7:17:56 PM',
      'Credit Serial Numbers': 'ACR-FR-9901-2025-2917-30932 to 35143',
    })
    expect(retired.credits).toMatchObject([
      {
        event: 'retired',
        block: { space: 'ACR-FR-9901-2025-2917', start: 30932, end: 35143 },
        period: { precision: 'year' },
      },
    ])
  })

  it('car: what was converted or moved to compliance is an event of its own', async () => {
    const { credits } = await read('car-issuances', {
      'Project ID': 'CAR9901',
      Vintage: '2025',
      'Date Issued': '03/19/2026',
      'Total Offset Credits Issued': '1000',
      'Offset Credits Converted to VCUs': '45.0',
      'Canceled for Compliance': '600.0',
      'Corresponding Adjustment': 'No',
    })
    expect(credits.map(({ event, quantityKg }) => [event, quantityKg])).toEqual([
      ['issued', 1_000_000],
      ['converted', 45_000],
      ['compliance', 600_000],
    ])
    expect(credits[0]).toMatchObject({
      authorisation: 'none',
      period: { from: '2025-01-01', to: '2025-12-31', precision: 'year' },
    })
    const retired = await read('car-retirements', {
      'Project ID': 'CAR9901',
      Vintage: '2025',
      'Quantity of Offset Credits': '5000',
      'Status Effective': '10/27/2025',
      'Offset Credit Serial Numbers': 'CAR-1-US-9901-31-983-KS-2025-9205-1 to 5000',
    })
    expect(retired.credits).toMatchObject([
      { block: { space: 'CAR-1-US-9901-31-983-KS-2025-9205', start: 1, end: 5000 } },
    ])
  })

  it('art: what was verified after the buffer', async () => {
    const { credits } = await read('art-issuances', {
      'Program ID': 'ART990',
      Vintage: '2023',
      'Date Approved': '12/21/2025',
      'Total Emission Reductions/Removals': '1000',
      'Credits Deposited in Buffer': '50',
      'Credits Verified': '950',
    })
    expect(credits).toMatchObject([{ quantityKg: 950_000, on: '2025-12-21' }])
    const retired = await read('art-retirements', {
      'Program ID': 'ART990',
      Vintage: '2016',
      'Quantity of Credits': '1400',
      'Status Effective': '12/20/2024',
      'Credit Serial Numbers': 'ART-GY-990-2016-9-1 to 1400',
    })
    expect(retired.credits).toMatchObject([{ event: 'retired', block: { start: 1, end: 1400 } }])
  })

  it('arb: a compliance credit is no second issuance, uses are apart, empty issuances are none', async () => {
    const row = {
      'CARB Project ID': 'CAOD99001',
      'Reporting Period Start Date': '2023-09-26',
      'Reporting Period End Date': '2024-01-26',
      Vintage: '2024.0',
      'Issuance Date': '2024-06-11',
    }
    const { credits, faults } = await read(
      'arb',
      {
        ...row,
        'OPR Project ID': 'VCSOPR990',
        'ARB Offset Credits Issued': '79565.0',
        'Retired Voluntarily': '96.0',
        'Retired 4th Compliance Period (CA)': '79000.0',
        'Invalidated or Canceled': '0.0',
      },
      { ...row, 'OPR Project ID': 'ACR9901', 'ARB Offset Credits Issued': '' },
      { ...row, 'OPR Project ID': 'OTHER1', 'ARB Offset Credits Issued': '5' },
    )
    expect(credits.map(({ event, use, quantityKg }) => [event, use, quantityKg])).toEqual([
      ['compliance', null, 79_565_000],
      ['retired', 'voluntary', 96_000],
      ['retired', 'compliance', 79_000_000],
    ])
    expect(credits[0]).toMatchObject({
      registry: 'VCSOPR',
      registryProjectId: '990',
      counterpart: { registry: 'ARB', registryProjectId: 'CAOD99001' },
    })
    expect(faults).toMatchObject([{ row: 4, column: 'OPR Project ID', action: 'rejected' }])
  })

  it('puro: days by month name, no period', async () => {
    const { credits, faults } = await read(
      'puro-issuances',
      { project_id: '990', issued_date: '30 Sept 2025', issued_qty: '12078' },
      { project_id: '990', issued_date: '30 Foo 2025', issued_qty: '1' },
    )
    expect(credits).toMatchObject([{ on: '2025-09-30', period: null, quantityKg: 12_078_000 }, { on: null }])
    expect(faults).toMatchObject([{ row: 3, column: 'issued_date', action: 'kept-without' }])
  })

  it('isometric: kilograms, no office', async () => {
    const { credits } = await read('isometric-issuances', {
      id: 'iss_1',
      project_id: 'prj_MADEUP',
      issued_at: '2026-04-14T16:50:41.621676Z',
      'credit_batch_size_total.credits': '2710.062',
      'credit_batch_size_total.credit_kgs': '2710062',
      'supplier.location.latitude': '48.1',
    })
    expect(credits).toMatchObject([{ quantityKg: 2_710_062, issuanceId: 'iss_1', period: null }])
    const retired = await read('isometric-retirements', {
      project_id: 'prj_MADEUP',
      retired_at: '2026-04-09T18:21:22Z',
      'credit_batch_size_total.credit_kgs': '531000',
      sequestered_on: '2026-01-22',
    })
    expect(retired.credits).toMatchObject([{ event: 'retired', period: { from: '2026-01-22', to: '2026-01-22' } }])
  })

  it('cercarbono: the project stands in the serial, vintages are two days', async () => {
    const { credits } = await read('cercarbono-issuances', {
      serial: 'CDC_99_1_1_321_14_1',
      issued_quantity: '62740',
      issuance_date: '2019-03-07T18:33:46.000Z',
      is_buffer: 'False',
      vintage_of_credits: '2010-01-01 / 2018-09-30',
    })
    expect(credits).toMatchObject([
      { registryProjectId: 'CDC-99', period: { from: '2010-01-01', to: '2018-09-30', precision: 'day' } },
    ])
    const retired = await read('cercarbono-retirements', {
      serial: 'CDC_99_1_1_321_14_1_2009',
      vintage: '2009',
      certificate_destination: 'Made-up Carbon Tax',
      date: '2022-02-24 20:20:59',
      quantity: '546',
      from: '4426',
      to: '4971',
    })
    expect(retired.credits).toMatchObject([
      { use: 'compliance', block: { space: 'CDC_99_1_1_321_14_1_2009', start: 4426, end: 4971 } },
    ])
  })

  it('every layout refuses a file without its columns and rejects rows without a quantity', async () => {
    for (const { id, read: readFile } of CREDIT_IMPORTERS) {
      const drain = async (text: string) => {
        for await (const item of readFile(chunked(text), { sourceId: id, retrieved: '2026-01-01' }))
          if (item.kind === 'credit') return item
        return undefined
      }
      await expect(drain('a,b\n1,2\n')).rejects.toMatchObject({ code: 'IMPORT_COLUMNS_MISSING' })
      const { credits, faults } = await read(id, {})
      expect([id, credits]).toEqual([id, []])
      expect(faults.some(({ action }) => action === 'rejected')).toBe(true)
    }
  })

  it('keeps a serial that it can not read as text and says so', async () => {
    const { credits, faults } = await read('verra-vcus', { ...VERRA_ROW, 'Serial Number': 'old form 12' })
    expect(credits).toMatchObject([{ serial: 'old form 12', block: null }])
    expect(faults).toMatchObject([{ column: 'Serial Number', action: 'kept-without' }])
  })
})

describe('parseTonnesAsKg', () => {
  it.each([
    ['1,454,054', 1_454_054_000],
    ['12.5', 12_500],
    ['7014.0', 7_014_000],
    ['0.001', 1],
  ] as const)('%s', (cell, expected) => expect(parseTonnesAsKg(cell)).toBe(expected))
  it.each(['', '-1', '1,45', '0.0005', 'many', '1e3'])('refuses "%s"', (cell) =>
    expect(parseTonnesAsKg(cell)).toBeUndefined(),
  )
})

describe('parseSerial', () => {
  it.each(['', '1-2', 'ACR-US-1-2020-1-9 to 3', 'GS1-1-UG-GS1-16-2024-1-9-3'])('refuses "%s"', (serial) =>
    expect(parseSerial(serial)).toBeUndefined(),
  )
})

describe('withCredits', () => {
  const [project, other] = generateFixture({ seed: 3, count: 20 }).projects
  if (project === undefined || other === undefined) throw new Error('fixture is empty')
  const credit = (changes: Partial<Credit>): Credit => ({
    registry: project.registry,
    registryProjectId: project.registryProjectId,
    issuanceId: null,
    event: 'issued',
    period: { from: '2020-01-01', to: '2020-06-30', precision: 'day' },
    quantityKg: 1_500,
    on: null,
    serial: null,
    block: null,
    use: null,
    labels: [],
    authorisation: null,
    counterpart: null,
    source: { sourceId: 'test', row: 2, retrieved: '2026-01-01' },
    ...changes,
  })

  it('sums kilograms of a period before it rounds, and leaves labels out', () => {
    const [enriched, same] = withCredits([project, other], [credit({}), credit({}), credit({ event: 'labelled' })])
    expect(enriched?.issuances).toEqual([{ from: '2020-01-01', to: '2020-06-30', precision: 'day', units: 3 }])
    expect(same).toBe(other)
  })

  it('leaves issuances unknown when one has no period', () => {
    expect(
      withCredits([{ ...project, issuances: null }], [credit({}), credit({ period: null })])[0]?.issuances,
    ).toBeNull()
  })

  it('keeps the last word on a block', () => {
    const block = { space: 'S', start: 1, end: 9 }
    const [enriched] = withCredits([project], [credit({ event: 'retired', block }), credit({ block })])
    expect(enriched?.serialBlocks).toEqual([{ programme: 'S', start: 1, end: 9, state: 'retired' }])
  })

  it('takes one authorised block as the project’s state, whatever the others say', () => {
    const [enriched] = withCredits(
      [project],
      [credit({ authorisation: 'authorised-adjusted' }), credit({ authorisation: 'authorised' })],
    )
    expect(enriched?.authorisation).toBe('authorised')
  })

  it('joins by issuance where that leads to one project only, and counts an issuance of two lists once', () => {
    const named = credit({ issuanceId: 'I1', quantityKg: 5_000 })
    const unnamed = credit({ registryProjectId: null, issuanceId: 'I1', quantityKg: 5_000 })
    expect(withCredits([project], [named, unnamed])[0]?.issuances?.[0]?.units).toBe(5)
    const elsewhere = credit({ ...named, registryProjectId: 'another' })
    const [ambiguous] = withCredits([project], [named, elsewhere, { ...unnamed, quantityKg: 9_000 }])
    expect(ambiguous?.issuances?.[0]?.units).toBe(5)
  })
})
