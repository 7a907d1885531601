import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { PDD_FIELDS, type Enters } from '../packages/methodology/src/index.ts'

const PAGE = join(import.meta.dirname, '..', 'docs', 'project-document-fields.md')

const ENTERS: Readonly<Record<Enters, string>> = {
  equation: 'an equation',
  tolerance: 'a tolerance',
  mapping: 'the mapping',
  commitment: 'nothing calculated; it was validated',
  words: 'nothing',
}

function page(): string {
  const rows = PDD_FIELDS.map(({ path, enters, template, what }) => {
    const isWords = enters === 'words' ? 'no' : 'yes'
    return `| \`${path}\` | ${ENTERS[enters]} | ${isWords} | ${template === 'blank' ? `blank: ${what}` : template} |`
  })
  return `# Fields of a project document

Generated from the table in \`packages/methodology/src/pdd-fields/pdd-fields.ts\`. A row holds for everything below it
that has no row of its own; \`*\` is any name, or any place in a list. The third column says whether a change needs the
registry's judgement, the last one what becomes of the field in a template for another project.

| field | enters | registry | in a template |
|---|---|---|---|
${rows.join('\n')}
`
}

it('is the page of fields (UPDATE_DOCS=1 writes it)', () => {
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page())
  expect(readFileSync(PAGE, 'utf8')).toBe(page())
})
