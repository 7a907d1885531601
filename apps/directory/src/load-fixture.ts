import { FIXTURE_SOURCE_ID, generateFixture } from '@tcctv/registries'
import { listSources, writeProject, writeSource, type DirectoryDb } from './directory-store.ts'

const SEED = 1
const COUNT = 400

/** What every answer says about rows of the fixture. */
export const FIXTURE_NOTICE = 'made-up fixture data'

/** Fills a store that has no source with made-up projects; gives how many. */
export async function loadFixture(db: DirectoryDb): Promise<number> {
  if ((await listSources(db)).length > 0) return 0
  const { projects } = generateFixture({ seed: SEED, count: COUNT })
  const retrieved = projects[0]?.source.retrieved ?? ''
  await db.transaction().execute(async (transaction) => {
    await writeSource(transaction, {
      id: FIXTURE_SOURCE_ID,
      kind: 'fixture',
      publisher: FIXTURE_NOTICE,
      file_name: `generated, seed ${SEED}`,
      sha256: '',
      retrieved,
      licence: 'Apache-2.0',
      rows: COUNT,
      imported_at: `${retrieved}T00:00:00Z`,
    })
    for (const project of projects) await writeProject(transaction, project)
  })
  return projects.length
}
