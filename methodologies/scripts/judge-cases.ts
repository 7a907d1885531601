// Judges a file of published cases on the reference, the bytecode and the contract:
// node --conditions=source --import tsx methodologies/scripts/judge-cases.ts <cases.json> [folder of bindings]
import { join } from 'node:path'
import { contractEngine } from '../../apps/cli/src/contract-engine.ts'
import { readCaseFile } from './case-file.ts'
import { judgeCase } from './engines.ts'

const [file, folder = join(import.meta.dirname, '../cases')] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: judge-cases.ts <cases.json> [folder of bindings]')
await using contract = await contractEngine()
let [passed, total] = [0, 0]
for (const published of readCaseFile(file)) {
  const { verdicts, faults } = await judgeCase(folder, published, contract.evaluate)
  const good = faults.length === 0 ? verdicts.filter((verdict) => verdict.passed) : []
  passed += good.length
  total += verdicts.length
  console.log(`${published.id}: ${good.length}/${verdicts.length}`)
  for (const fault of faults) console.log(`  ${fault}`)
  for (const { output, computed, rounded, difference, why } of verdicts.filter((verdict) => !good.includes(verdict)))
    console.log(
      `  ${output.id}: engine ${computed}, rounded ${rounded}, printed ${output.value}, ${difference}; ${why}`,
    )
}
console.log(`passed ${passed} of ${total} outputs`)
process.exitCode = passed === total ? 0 : 1
