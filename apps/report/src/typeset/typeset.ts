import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { z } from 'zod'

// Child process of typesetReport: node typeset.ts <data.json> <annex.json> <report.pdf>

const SANS = ['400Regular', '400Regular_Italic', '500Medium', '600SemiBold']
const MONO = ['400Regular', '500Medium']
/** The template is no module: it stays beside the sources. */
const TEMPLATES = join(import.meta.dirname, '..', '..', 'src', 'typeset')

const [dataPath = '', annexPath = '', pdfPath = ''] = process.argv.slice(2)
const dataJson = readFileSync(dataPath)
const { chain } = z.object({ chain: z.object({ timestampS: z.number().int() }) }).parse(JSON.parse(dataJson.toString()))
const compiler = NodeCompiler.create({
  workspace: TEMPLATES,
  fontArgs: [
    { fontBlobs: [...fonts('ibm-plex-sans', 'IBMPlexSans', SANS), ...fonts('ibm-plex-mono', 'IBMPlexMono', MONO)] },
  ],
})
compiler.mapShadow(join(TEMPLATES, 'data.json'), dataJson)
compiler.mapShadow(join(TEMPLATES, 'annex.json'), readFileSync(annexPath))
const dataHash = createHash('sha256').update(dataJson).digest('hex')
writeFileSync(pdfPath, typeset(''))

/** Characters the fonts lack are an error of PDF/A; the second time the template draws a box for them. */
function typeset(missing: string): Buffer {
  const result = compiler.compile({ mainFilePath: join(TEMPLATES, 'report.typ'), inputs: { dataHash, missing } })
  const document = result.result
  if (document === null) {
    result.printErrors()
    process.exit(1)
  }
  try {
    return compiler.pdf(document, { pdfStandard: 'a-3a', pdfTags: true, creationTimestamp: chain.timestampS })
  } catch (cause) {
    const lacking = missing === '' ? undisplayed(String(cause)) : ''
    if (lacking === '') throw cause
    return typeset(lacking)
  }
}

function undisplayed(reason: string): string {
  const texts = [...reason.matchAll(/the text `\\?"(.+?)\\?"` could not be displayed/gu)].map(([, text]) => text ?? '')
  return [...new Set(texts.flatMap((text) => Array.from(text)))].toSorted().join('')
}

function fonts(packageName: string, family: string, weights: readonly string[]): Buffer[] {
  const { resolve } = createRequire(import.meta.url)
  return weights.map((weight) =>
    readFileSync(resolve(`@expo-google-fonts/${packageName}/${weight}/${family}_${weight}.ttf`)),
  )
}
