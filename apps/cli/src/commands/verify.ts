import { verifyBundle, type Check, type Verification } from '@tcctv/proof'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'

export const verifyCommand: Command = {
  usage: `tcctv verify <bundle.zip> [--json] [--genesis <hash>] [--sealer <address>]

Needs no network, account or store. Exit code 0 only if every record, seal, proof and tonne checks. --genesis and
--sealer compare with values that you have from elsewhere.`,
  run: async (args) => {
    const { values, positionals } = parseOptions(args, {
      json: { type: 'boolean', default: false },
      genesis: { type: 'string' },
      sealer: { type: 'string' },
    })
    const bytes = readInput(required(positionals, 0, '<bundle.zip>'))
    const pinned = {
      ...pin('genesisHash', values.genesis),
      ...(values.sealer === undefined ? {} : { sealers: [hex(values.sealer)] }),
    }
    const onCheck = values.json ? undefined : (check: Check): void => void process.stdout.write(`${lineOf(check)}\n`)
    const result = await verifyBundle(bytes, { pinned, ...(onCheck === undefined ? {} : { onCheck }) })
    if (values.json) printJson(result)
    else process.stdout.write(summaryOf(result))
    return result.passed ? 0 : 1
  },
}

function pin(name: 'genesisHash', text: string | undefined): { readonly genesisHash?: `0x${string}` } {
  return text === undefined ? {} : { [name]: hex(text) }
}

function hex(text: string): `0x${string}` {
  return `0x${text.replace(/^0x/, '').toLowerCase()}`
}

function lineOf({ title, state, where, expected, found, counted }: Check): string {
  const mark = state === 'passed' ? 'ok      ' : state === 'failed' ? 'FAILED  ' : 'not run '
  const detail =
    state === 'failed'
      ? `\n          where    ${where ?? ''}\n          expected ${expected ?? ''}\n          found    ${found ?? ''}`
      : ''
  return `${mark}${title}${counted === undefined ? '' : ` (${counted})`}${detail}`
}

function summaryOf({ totals, notChecked, statement }: Verification): string {
  const vintages = (totals?.vintages ?? []).map(({ vintage, reduction }) => `  ${vintage}  ${reduction} tCO2e`)
  const counted =
    totals === null
      ? []
      : [
          '',
          'Recomputed from the readings:',
          ...vintages,
          `  ${totals.kilograms} kgCO2e, ${totals.readings} readings, ${totals.blocks} blocks`,
        ]
  return [...counted, '', 'Not checked:', ...notChecked.map((line) => `  ${line}`), '', statement, ''].join('\n')
}
