import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { GETH } from './kit/geth-network.ts'
import { run, start, until, type Running } from './kit/processes.ts'
import { DAYS, dataDirectory } from './kit/old-project.ts'

const root = join(import.meta.dirname, '../..')
const GUIDE = join(root, 'docs/guide/run-a-chain-across-organisations.md')

/** Shell blocks of the guide: `background` goes on, `until=…` is repeated until it prints at least that. */
const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(/^```sh *(.*)\n([^]*?)^```$/gm)].map(
  ([, how = '', script = '']) => ({ how, script }),
)

describe('the guide to a chain across organisations', () => {
  const running: Running[] = []
  afterAll(async () => {
    for (const one of running.reverse()) await one.end('SIGINT')
  })

  it('is followed command by command', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tcctv-guide-'))
    symlinkSync(join(root, 'deploy'), join(folder, 'deploy'))
    symlinkSync(await dataDirectory(), join(folder, '.tcctv'))
    const main = `${process.execPath} --conditions=source --import ${join(root, 'node_modules/tsx/dist/loader.mjs')} ${join(root, 'apps/cli/src/main.ts')}`
    const setting = `set -eu; cd ${folder}; PATH=${dirname(GETH)}:$PATH; export GETH=${GETH}; tcctv() { ${main} "$@"; }; `
    const printed: string[] = []
    for (const { how, script } of blocks) {
      const file = join(folder, `step-${printed.length}.sh`)
      writeFileSync(
        file,
        `${setting}\n${how === 'background' ? 'exec ' : ''}${script}`.replace(
          /exec ((?:\w+=\S+ )+)/,
          'export $1; exec ',
        ),
      )
      if (how === 'background') running.push(start('bash', [file], `${file}.log`))
      printed.push(how === 'background' ? '' : await outputOf(file, /until=(\d+)/.exec(how)?.[1]))
    }
    const said = `${9 + 2 * DAYS}  transactions of the embedded chain are on the network`
    expect(printed.join('\n').split(said)).toHaveLength(3) // by migrate and by compare
    expect(printed.join('\n')).toContain('the storage roots of the five contracts are equal at every block')
    console.log(printed.filter((text) => text !== '').join('---\n'))
  })
})

/** What the step prints; one that waits for a number is repeated until it prints that or more. */
function outputOf(file: string, wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return run('bash', [file])
  return until(`${file} prints ${wanted}`, 120, async () => {
    const said = await run('bash', [file])
    return Number(/^\d+$/m.exec(said)?.[0]) >= Number(wanted) ? said : undefined
  })
}
