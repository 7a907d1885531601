#!/usr/bin/env node
// The built command line. `npm start` and `npm test` build it; `npm run build` does nothing else.
import { existsSync } from 'node:fs'

const main = new URL('../dist/main.js', import.meta.url)
if (!existsSync(main)) {
  console.error('tcctv is not built yet. Run: npm run build')
  process.exit(2)
}
await import(main.href)
