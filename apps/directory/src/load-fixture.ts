import { FIXTURE_SOURCE_ID, generateFixture } from '@tcctv/registries'
import { listSources, writeSource, type DirectoryDb } from './store/open-store.ts'
import { RecordWriter } from './store/write-records.ts'

const SEED = 1
const COUNT = 400

/** What every answer says about rows of the fixture. */
export const FIXTURE_NOTICE = 'made-up fixture data'

/** Fills a store that has no source with made-up projects; gives how many. */
export async function loadFixture(db: DirectoryDb): Promise<number> {
  if ((await listSources(db)).length > 0) return 0
  const { projects } = generateFixture({ seed: SEED, count: COUNT })
  const retrieved = projects[0]?.source.retrieved ?? ''
  const at = `${retrieved}T00:00:00Z`
  const file = { file_name: `generated, seed ${SEED}`, sha256: '', retrieved }
  await db.transaction().execute(async (transaction) => {
    const run = {
      source_id: FIXTURE_SOURCE_ID,
      ...file,
      who: 'set-up',
      at,
      inserted: projects.length,
      changed: 0,
      gone: 0,
    }
    const { insertId } = await transaction.insertInto('import_run').values(run).executeTakeFirstOrThrow()
    const writer = await RecordWriter.open(transaction, {
      importId: Number(insertId),
      sourceId: FIXTURE_SOURCE_ID,
      retrieved,
    })
    for (const project of projects) await writer.add(project)
    await writer.finish()
    await writeSource(transaction, {
      id: FIXTURE_SOURCE_ID,
      kind: 'fixture',
      publisher: FIXTURE_NOTICE,
      ...file,
      licence: 'Apache-2.0',
      rows: COUNT,
      imported_at: at,
    })
  })
  return projects.length
}
