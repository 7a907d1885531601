import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Makes a folder for what the tests of one run leave behind, and removes it after them. */
export function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'tcctv-run-'))
  process.env['TCCTV_TEST_FOLDER'] = folder
  return () => rmSync(folder, { recursive: true, force: true })
}
