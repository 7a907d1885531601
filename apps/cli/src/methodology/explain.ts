import { explainMethodology, explanationMarkdown } from '@tcctv/methodology'
import { parseOptions, printJson, required } from '../arguments.ts'
import { readMethodology } from './documents.ts'

/** `tcctv methodology explain` */
export async function explain(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { json: { type: 'boolean', default: false } })
  const explanation = explainMethodology(readMethodology(required(positionals, 0, '<methodology.yaml>')))
  if (values.json) printJson(explanation)
  else process.stdout.write(explanationMarkdown(explanation))
  return 0
}
