import { rankOf } from '@tcctv/matching'
import { generateFixture, type RegistryProject } from '@tcctv/registries'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importFile } from './import-file.ts'
import { LiveDirectory } from './live-directory.ts'
import { listLevelChanges } from './store/level-changes.ts'
import { openDirectoryStore, type DirectoryDb } from './store/open-store.ts'
import { readProjects, readSourceRecords } from './store/read-projects.ts'
import { listWatched, watch } from './watched.ts'

const HEADER =
  'ID,Name,Proponent,Project Type,Methodology,Status,Country/Area,Estimated Annual Emission Reductions,Project Registration Date,Crediting Period Start Date,Crediting Period End Date'
const row = (id: number, name = `Example Velmora Wind Farm ${id}`) =>
  `${id},${name},Example Wind 12 Ltd,Energy,ACM0002,Registered,Kenya,"56,373",,2020-04-01,2030-03-31`
const CREDITS = 'Issuance Date,Vintage Start,Vintage End,ID,Quantity Issued,Serial Number'
const credit = (id: number, from: number, to: number) =>
  `2024-01-01,2021-01-01,2021-12-31,${id},${to - from + 1},1-${from}-${to}-VCS-VCU-1-VER-KE-1-${id}-01012021-31122021-0`
const AT = '2026-03-01T00:00:00.000Z'

describe('imports as versions', () => {
  let folder: string
  let db: DirectoryDb
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ti-'))
    db = await openDirectoryStore(join(folder, 'directory.sqlite'))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  const run = (source: string, text: string | Uint8Array, retrieved = '2026-02-01') =>
    importFile(db, {
      source,
      body: new Blob([typeof text === 'string' ? text : new Uint8Array(text)]).stream(),
      retrieved,
      fileName: 'made-up',
      licence: '',
      who: 'operator',
      importedAt: AT,
      isDryRun: false,
      limitBytes: 1_000_000,
    })
  const history = async () =>
    (
      await db.selectFrom('record_change').select(['registry_project_id', 'kind', 'before']).orderBy('id').execute()
    ).map(({ registry_project_id: id, kind, before }) => [id, kind, before !== null])

  it('keeps what was added, changed, gone and returned, with the record as it was', async () => {
    await run('verra', [HEADER, row(901), row(902)].join('\n'))
    const second = await run('verra', [HEADER, row(901), row(902, 'Another Title')].join('\n'), '2026-03-01')
    expect(second.report).toMatchObject({ inserted: 0, changed: 1, unchanged: 1, gone: 0 })
    expect([...second.touched]).toEqual(['VCS/902'])
    const third = await run('verra', [HEADER, row(902, 'Another Title')].join('\n'), '2026-04-01')
    expect([third.report.gone, [...third.touched]]).toEqual([1, ['VCS/901']])
    const again = await run('verra', [HEADER, row(902, 'Another Title')].join('\n'), '2026-05-01')
    expect([again.report.gone, again.touched.size]).toEqual([0, 0])
    await run('verra', [HEADER, row(901), row(902, 'Another Title')].join('\n'), '2026-06-01')
    expect(await history()).toEqual([
      ['901', 'added', false],
      ['902', 'added', false],
      ['902', 'changed', true],
      ['901', 'gone', false],
      ['901', 'returned', true],
    ])
  })

  it('dates what is unchanged by the newest file, and what is gone by the last that named it', async () => {
    await run('verra', [HEADER, row(901), row(902)].join('\n'), '2026-02-01')
    await run('verra', [HEADER, row(902)].join('\n'), '2026-03-01')
    const [gone] = await readSourceRecords(db, 'VCS', '901')
    const [kept] = await readSourceRecords(db, 'VCS', '902')
    expect([gone?.lastSeen, gone?.isGone, kept?.lastSeen, kept?.firstSeen]).toEqual([
      '2026-02-01',
      true,
      '2026-03-01',
      '2026-02-01',
    ])
    expect(
      (await readProjects(db)).map(({ registryProjectId, source }) => [registryProjectId, source.retrieved]),
    ).toEqual([
      ['901', '2026-02-01'],
      ['902', '2026-03-01'],
    ])
  })

  it('does not let one source take the place of another, and reads them as one record', async () => {
    await run('verra', [HEADER, row(901)].join('\n'))
    const columns =
      'Project ID,Project Name,Voluntary Registry,Voluntary Status,Type,Methodology / Protocol,Country,Project Developer,Total Credits Issued,Estimated Annual Emission Reductions,PoA / Aggregate ID,2021'
    await run('vrod', `${columns}\nVCS901,Other Title,VCS,Registered,Wind,ACM0002,Kenya,Example,500,,,500\n`)
    expect(await readSourceRecords(db, 'VCS', '901')).toHaveLength(2)
    expect(await readProjects(db)).toMatchObject([
      {
        name: 'Example Velmora Wind Farm 901',
        issuances: [{ units: 500, precision: 'year' }],
        source: { sourceId: 'verra' },
      },
    ])
  })

  it('puts credits on projects, drops blocks that a newer file no longer names, and counts equal rows', async () => {
    await run('verra', [HEADER, row(901), row(902)].join('\n'))
    const first = await run(
      'verra-vcus',
      [CREDITS, credit(901, 1, 100), credit(901, 101, 150), credit(902, 151, 160)].join('\n'),
    )
    expect([first.report.inserted, [...first.touched]]).toEqual([3, ['VCS/901', 'VCS/902']])
    expect((await readProjects(db, ['VCS/901']))[0]).toMatchObject({
      issuances: [{ from: '2021-01-01', units: 150, precision: 'day' }],
    })
    const second = await run('verra-vcus', [CREDITS, credit(901, 1, 100), credit(902, 151, 160)].join('\n'))
    expect(second.report).toMatchObject({ inserted: 0, unchanged: 2, gone: 1 })
    expect([...second.touched]).toEqual(['VCS/901'])
    expect((await readProjects(db, ['VCS/901']))[0]?.issuances).toMatchObject([{ units: 100 }])
    expect((await readProjects(db)).map(({ issuances }) => issuances?.[0]?.units)).toEqual([100, 10])
  })

  it('refuses a broken workbook whole, and marks a file with too many bad rows', async () => {
    await expect(run('puro', new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).rejects.toMatchObject({ code: 'IMPORT_SHEET' })
    await expect(run('verra', new Uint8Array([0xff, 0xfe, 0x41]))).rejects.toMatchObject({ code: 'IMPORT_NOT_TEXT' })
    const { report } = await run('verra', [HEADER, row(901), ',No id,,,,,,,,,'].join('\n'))
    expect([report.isRefused, report.rejected]).toEqual([true, 1])
  })
})

describe('changes of the directory', () => {
  let folder: string
  let db: DirectoryDb
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tl-'))
    db = await openDirectoryStore(join(folder, 'directory.sqlite'))
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(folder, { recursive: true })
  })
  const importProjects = (projects: readonly RegistryProject[]) =>
    importFile(db, {
      source: 'tcctv',
      body: new Blob([projects.map((project) => `${JSON.stringify(project)}\n`).join('')]).stream(),
      retrieved: '2026-02-01',
      fileName: 'made-up',
      licence: '',
      who: 'operator',
      importedAt: AT,
      isDryRun: false,
      limitBytes: 10_000_000,
    })

  it('raise levels of listed projects and of the platform’s own, and keep that with its cause', async () => {
    const { projects, planted } = generateFixture({ seed: 6, count: 120 })
    const live = new LiveDirectory(db)
    const pair = planted.find(({ kind }) => kind === 'same')
    const late = projects.find(({ registry, registryProjectId }) => `${registry}/${registryProjectId}` === pair?.right)
    if (pair === undefined || late === undefined) throw new Error('no planted pair')
    await importProjects(projects.filter((project) => project !== late))
    await live.reload(AT)
    const { touched } = await importProjects(projects)
    const { raised } = await live.refresh(touched, 'import of tcctv', AT)
    expect(raised.map(({ project }) => project)).toContain(pair.left)
    const log = await listLevelChanges(db, { after: 0, isOwnShown: false, project: pair.left, limit: 10 })
    expect(log).toMatchObject([{ project: pair.left, cause: 'import of tcctv' }])
    expect(live.current.generation).toBe('2.0')
  })

  it('assess the platform’s own projects again, and say when one rises', async () => {
    const { projects } = generateFixture({ seed: 6, count: 60 })
    const live = new LiveDirectory(db)
    await live.reload(AT)
    const twin = projects.find(({ status, creditingPeriod }) => status === 'issuing' && creditingPeriod !== null)
    if (twin === undefined) throw new Error('no such project')
    const { name, countries, parties, methods, creditingPeriod } = twin
    const before = await watch(
      db,
      live.current,
      'pv-1',
      {
        name,
        countries,
        developers: parties.map((party) => party.name),
        methods: methods.map(({ verbatim }) => verbatim),
        programKind: 'unknown',
        assets: [],
        creditingFrom: creditingPeriod?.from ?? undefined,
        creditingTo: creditingPeriod?.to ?? undefined,
      },
      AT,
    )
    expect([before.level, before.summary]).toEqual(['unknown', 'could not be compared: the directory holds no source'])
    const { touched } = await importProjects(projects)
    const { raised } = await live.refresh(touched, 'import of tcctv', AT)
    expect(raised.find(({ project }) => project === 'own/pv-1')).toMatchObject({ from: 'unknown' })
    const [own] = await listWatched(db)
    expect(rankOf(own?.level ?? 'none')).toBeGreaterThanOrEqual(rankOf('possible'))
    expect((await live.refresh(new Set(), 'nothing', AT)).raised).toEqual([])
  })
})
