// Screenshots of the pages for looking at them: screens.ts <address> <folder> [page] [dark]
import { mkdirSync } from 'node:fs'
import { chromium } from 'playwright-core'

const [address = '', folder = '', only = '', scheme = 'light', language = 'en'] = process.argv.slice(2)
const PAGES: Record<string, string> = {
  overview: '/',
  login: '/login',
  projects: '/projects',
  data: '/p/pv',
  year: '/p/pv?from=2012-04-15&to=2012-11-30',
  held: '/p/pv-held?from=2012-11-25&to=2012-11-30',
  carbon: '/p/pv/carbon?sel=2012-11-20',
  month: '/p/pv/carbon?by=month',
  vintage: '/p/pv/carbon?by=vintage',
  exceptions: '/p/pv-held/exceptions',
  alerts: '/p/pv/alerts?id=2012-06-03.0',
  ledger: '/p/pv/ledger',
  block: '/p/pv/ledger/block/6',
  readings: '/p/pv/ledger/readings',
  reading: '/p/pv/ledger/reading/x:0:3',
  reports: '/p/pv/reports',
  pdd: '/p/pv/pdd',
  models: '/p/pv/models',
  directory: '/directory',
  map: '/directory?view=map',
  sheet: '/directory/NORTH/FIX-0',
  verify: '/verify',
  missing: '/nowhere',
}
mkdirSync(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
for (const width of [1440, 390]) {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 800 },
    colorScheme: scheme === 'dark' ? 'dark' : 'light',
    locale: language === 'zh' ? 'zh-HK' : 'en-GB',
  })
  const page = await context.newPage()
  page.on('console', (message) => {
    if (message.type() === 'error') console.log(width, page.url(), message.text())
  })
  page.on('pageerror', (fault) => console.log(width, page.url(), String(fault)))
  for (const [name, path] of Object.entries(PAGES)) {
    if (only !== '' && only !== 'all' && !only.split(',').includes(name)) continue
    await page.goto(address + path)
    await page.waitForTimeout(900)
    if (name === 'reports') {
      await page.getByRole('button', { name: /Make report|^製作$/ }).click()
      await page.waitForTimeout(300)
    }
    if (name === 'reading' || name === 'reports') {
      await page.getByRole('button', { name: /Verify in this browser|在此瀏覽器驗證/ }).click()
      await page.waitForTimeout(2500)
    }
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    if (wide > 0) console.log(`${name} ${width}: page is ${wide} px too wide`)
    await page.screenshot({ path: `${folder}/${name}-${width}-${scheme}.png`, fullPage: true })
  }
  await context.close()
}
await browser.close()
