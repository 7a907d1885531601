// Builds every package and process to dist/, and the portal's static files when one of its sources is newer.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bin, compile, installIfNeeded, root, run } from './setup.mjs'

installIfNeeded()
const apps = ['cli', 'directory', 'gateway', 'platform', 'portal', 'project', 'report']
compile(apps.map((app) => join('apps', app)))
if (isPortalStale()) run(bin('vite'), ['build', '--logLevel', 'warn', 'apps/portal'])

function isPortalStale() {
  const page = join(root, 'apps/portal/dist/index.html')
  if (!existsSync(page)) return true
  const builtMs = statSync(page).mtimeMs
  const parts = ['apps/portal/src', 'apps/portal/public', 'packages/proof/src', 'packages/contracts/src']
  const sources = [...parts, 'packages/methodology/src', 'packages/units/src'].flatMap(filesUnder)
  const files = ['apps/portal/index.html', 'apps/portal/vite.config.ts', 'package-lock.json', ...sources]
  return files.some((file) => statSync(join(root, file)).mtimeMs > builtMs)
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name).slice(root.length)] : [],
  )
}
