import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importReadings } from '../../apps/cli/src/demo/import-readings.ts'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { cosign } from '../../apps/cli/src/party.ts'
import { tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { createProject, firstDays, partiesAt, SILENT } from '../kit/example-project.ts'
import { readPlainRows, sumBy } from '../kit/plain-file.ts'
import { credentialsOf } from '../kit/session.ts'

const BROWSER = process.env['TCCTV_CHROMIUM'] ?? '/usr/bin/chromium'
const hasBrowser = existsSync(BROWSER)
const HOW = hasBrowser ? '' : ` (needs Chromium: install it as ${BROWSER}, or name another with TCCTV_CHROMIUM)`
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const SLUG = 'portal-plant'
const DAYS = 30
const LINES_OF_A_READING = 6
const LINES_OF_A_BUNDLE = 16
const csv = firstDays(DAYS)
const HEX_TEXT = /^0x[0-9a-f]+$/
const HEX = expect.stringMatching(HEX_TEXT)

/** Limits from the first day on; that of May lies so low that 2011-05-05 is above its second level. */
function tightLimits(yaml: string): string {
  return yaml
    .replace('effective: "2012-04-15"', 'effective: "2011-04-15"')
    .replace('"05": "20843.470"', '"05": "19500"')
}

/** Whole tonnes of the file's energy up to a day: kWh at 0.001 times 0.8682 t/MWh, rounded down. */
function tonnesTo(lastDay: string): bigint {
  const energy = sumBy(readPlainRows(csv), ({ day }) => (day <= lastDay ? 'counted' : 'later')).get('counted') ?? 0n
  return (energy * 8682n) / 10n ** 10n
}

describe.skipIf(!hasBrowser)(`the portal in a browser${HOW}`, () => {
  const folder = temporaryFolder()
  const faults: string[] = []
  let platform: RunningPlatform
  let people: People
  let browser: Browser
  let page: Page

  const importAll = (resolveCase3: boolean) =>
    importReadings(people.proponent, { slug: SLUG, csv: Buffer.from(csv), close: true, resolveCase3 }, SILENT)
  const open = (path: string) => page.goto(platform.origin + path)

  beforeAll(async () => {
    platform = await tcctvUp(folder.path)
    people = await partiesAt(platform)
    await createProject(people, SLUG, tightLimits)
    await importAll(false)
    browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS })
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 1366, height: 900 } })
    page.setDefaultTimeout(30_000)
    page.on('pageerror', (fault) => faults.push(String(fault)))
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text())
    })
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  it('signs the proponent in and lists the project', async () => {
    const { email, password } = credentialsOf(folder.path, 'proponent')
    await open('/login')
    await page.getByLabel('E-mail').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.locator('form').getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL('**/projects')
    await page.getByRole('link', { name: `Test plant ${SLUG}` }).click()
    await page.waitForURL(`**/p/${SLUG}`)
    await page.getByRole('heading', { name: `Test plant ${SLUG}`, level: 1 }).waitFor()
  })

  it('shows that the intake is suspended, and why, until the proponent has released the day', async () => {
    await open(`/p/${SLUG}`)
    await page.getByText('Intake is suspended').waitFor()
    await page.getByRole('link', { name: 'See the exceptions' }).click()
    await page.getByText('Held, justification wanted').first().waitFor()
    expect(await page.locator('main').innerText()).toContain('2011-05-05')
    const imported = await importAll(true)
    expect(imported.suspensions).toEqual(['2011-05-05'])
    await open(`/p/${SLUG}/exceptions`)
    await page.getByText('Resubmitted').first().waitFor()
    expect(await page.getByText('Intake is suspended').count()).toBe(0)
  })

  it('shows the series with its readings and its band', async () => {
    await open(`/p/${SLUG}`)
    await page.getByText('Demonstration — illustrative, not a claim').waitFor()
    await page
      .getByText(/EG_EXP: [\d,  ]+ readings in/)
      .first()
      .waitFor({ state: 'attached' })
    await page.locator('main canvas').first().waitFor()
  })

  it('shows the carbon of each month and the tonnes of the vintage', async () => {
    await open(`/p/${SLUG}/carbon?by=month`)
    const april = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '2011-04' }) })
    const cells = (await april.innerText()).split(/\s+/)
    expect(cells).toContain(`${tonnesTo('2011-04-30')}.000`)
    await open(`/p/${SLUG}/carbon?by=vintage`)
    const vintages = page.getByRole('table', { name: 'Vintages' })
    const year = vintages.getByRole('row').filter({ has: page.getByRole('rowheader', { name: '2011' }) })
    expect((await year.innerText()).split(/\s+/)).toContain(`${tonnesTo('2011-12-31')}.000`)
  })

  it('lists the blocks and proves a reading in the browser, line by line', async () => {
    await cosign(people.registry, SLUG)
    await open(`/p/${SLUG}/ledger`)
    await page.getByRole('row').nth(5).waitFor()
    await page.getByRole('link', { name: 'Find a reading' }).click()
    await page.waitForURL('**/ledger/readings')
    await open(`/p/${SLUG}/ledger/readings?from=2011-05-10&to=2011-05-10`)
    await page.locator('tbody a').nth(50).click()
    const proof = page.getByRole('region', { name: 'Proof' })
    await proof.getByRole('button', { name: 'Verify in this browser' }).click()
    await proof.getByRole('button', { name: 'Verify again' }).waitFor()
    const states = await proof.locator('li [data-state]').evaluateAll((all) => all.map((one) => one.dataset['state']))
    expect(states).toEqual(Array.from({ length: LINES_OF_A_READING }, () => 'passed'))
    expect(await proof.getByRole('status').innerText()).toContain('checked here')
  })

  it('leads from a record to the raw answers of the node', async () => {
    await open(`/p/${SLUG}/carbon?by=day&sel=2011-04-20`)
    const answers = page.locator('a[href*="/rpc?method="]')
    await answers.first().waitFor()
    const ask = async (): Promise<unknown[]> => {
      const links = await answers.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''))
      const replies = await Promise.all([...new Set(links)].map((link) => page.request.get(platform.origin + link)))
      return Promise.all(replies.map((reply) => reply.json()))
    }
    expect(await ask()).toMatchObject([{ result: { blockNumber: HEX } }, { result: { status: '0x1' } }])
    await open(`/p/${SLUG}/ledger/block/2`)
    await answers.nth(2).waitFor()
    expect(await ask()).toEqual(
      expect.arrayContaining([expect.objectContaining({ result: expect.stringMatching(HEX_TEXT) })]),
    )
    const proof = page.getByRole('region', { name: 'Proof of this block' })
    await proof.getByRole('button', { name: 'Verify in this browser' }).click()
    await proof.getByRole('button', { name: 'Verify again' }).waitFor()
    const states = await proof.locator('li [data-state]').evaluateAll((all) => all.map((one) => one.dataset['state']))
    expect(states).toEqual(['passed', 'passed', 'passed'])
    const sent = `/api/projects/${SLUG}/rpc?method=eth_sendRawTransaction&params=${encodeURIComponent('["0x01"]')}`
    expect(await (await page.request.get(platform.origin + sent)).json()).toHaveProperty('error')
  })

  it("replays a report's bundle in the browser", async () => {
    const { client } = people.proponent
    for await (const line of client.lines(z.looseObject({}), `/api/reports/${SLUG}`, { json: {} }))
      expect(line).not.toHaveProperty('problem')
    await open(`/p/${SLUG}/reports`)
    await page.getByRole('button', { name: 'Verify in this browser' }).click()
    const bundle = page.getByRole('region', { name: 'Checks of the bundle' })
    await bundle.getByText('integrity and recalculation passed').waitFor({ timeout: 90_000 })
    const states = await bundle.locator('li [data-state]').evaluateAll((all) => all.map((one) => one.dataset['state']))
    expect(states).toEqual(Array.from({ length: LINES_OF_A_BUNDLE }, () => 'passed'))
  })

  it('searches the directory, draws the map, and gives the risk of a project with reasons', async () => {
    await open('/directory?risk=likely')
    const first = page.locator('tbody th a').first()
    const name = await first.innerText()
    await page.getByLabel('Search names, parties, ids').fill(name)
    await page.getByRole('button', { name: 'Search' }).click()
    await page.waitForURL(/[?&]q=/)
    await page.locator('tbody th a', { hasText: name }).first().waitFor()
    await page.getByRole('link', { name: 'Map' }).click()
    const map = page.getByRole('group', { name: 'Map' })
    await map.locator('a, [role=button]').first().waitFor()
    await page.getByRole('link', { name: 'List' }).click()
    await page.locator('tbody th a', { hasText: name }).first().click()
    await page.getByRole('heading', { name: 'Double counting risk' }).waitFor()
    await page.locator('#risk').getByText('likely').first().waitFor()
    expect(await page.locator('#risk').innerText()).toMatch(/Compared with \d+ entries/)
  })

  it('had no fault in the console on the way', () => {
    expect(faults).toEqual([])
  })
})
