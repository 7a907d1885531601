// Writes <case>.inputs.json and <case>.expected.json beside every binding that has a case in the file:
// node --conditions=source --import tsx methodologies/scripts/bind-cases.ts <cases.json> [folder of bindings]
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bindOutputs } from './bind-case.ts'
import { readBinding } from './binding.ts'
import { readCaseFile } from './case-file.ts'
import { inputsOf } from './engines.ts'

const [file, folder = join(import.meta.dirname, '../cases')] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: bind-cases.ts <cases.json> [folder of bindings]')
for (const published of readCaseFile(file)) {
  const binding = readBinding(folder, published.id)
  if (binding === undefined) {
    console.log(`${published.id}: no binding`)
    continue
  }
  const { id, title, source, note } = published
  const shipped = {
    case: id,
    title,
    source,
    ...(note === undefined ? {} : { note }),
    outputs: bindOutputs(published, binding),
  }
  write(`${id}.inputs.json`, inputsOf(folder, published, binding))
  write(`${id}.expected.json`, shipped)
  console.log(`${id}: bound to ${binding.methodology}`)
}

function write(name: string, content: object): void {
  writeFileSync(join(folder, name), `${JSON.stringify(content, null, 1)}\n`)
}
