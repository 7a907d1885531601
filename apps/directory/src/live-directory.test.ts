import { generateFixture, formatInterchange } from '@tcctv/registries'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { importFile } from './import-file.ts'
import { LiveDirectory } from './live-directory.ts'
import { openDirectoryStore, type DirectoryDb } from './store/open-store.ts'
import { readSnapshot } from './store/snapshot.ts'

const NOW = '2026-01-02T00:00:00Z'
const { projects } = generateFixture({ seed: 9, count: 60 })
let folder: string
let db: DirectoryDb
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tl-'))
  db = await openDirectoryStore(join(folder, 'directory.sqlite'))
})
afterAll(async () => {
  await db.destroy()
  rmSync(folder, { recursive: true })
})

it('opens after a restart as it was closed, and anew when the store has changed since', async () => {
  await load(projects.slice(0, 40))
  const first = new LiveDirectory(db)
  await first.reload(NOW)
  const { touched } = await load(projects.slice(0, 42))
  await first.refresh(touched, 'import', NOW)
  expect(await readSnapshot(db, first.current.generation)).toBeUndefined()
  await first.close()
  expect((await readSnapshot(db, first.current.generation))?.risks.size).toBe(42)
  const second = new LiveDirectory(db)
  await second.reload(NOW)
  expect(second.current.snapshot).toEqual(first.current.snapshot)

  await load(projects)
  const third = new LiveDirectory(db)
  await third.reload(NOW)
  expect(third.current.size).toBe(60)
  expect((await readSnapshot(db, third.current.generation))?.risks.size).toBe(60)
})

async function load(some: typeof projects) {
  return importFile(db, {
    source: 'tcctv',
    body: new Blob([formatInterchange(some)]).stream(),
    retrieved: '2026-01-01',
    fileName: 'test',
    licence: '',
    who: 'test',
    importedAt: NOW,
    isDryRun: false,
    limitBytes: 1e8,
  })
}
