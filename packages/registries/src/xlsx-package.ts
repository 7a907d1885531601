import { unzipSync } from 'fflate'
import { SaxesParser, type SaxesTagPlain } from 'saxes'
import { registriesError } from './errors.ts'

export type XlsxPackage = {
  /** Bytes of each sheet's XML by name, in order. */
  readonly sheets: ReadonlyMap<string, Uint8Array>
  readonly sharedStrings: readonly string[]
  /** Whether the style of this number shows a date. */
  readonly isDateStyle: (style: number) => boolean
  readonly is1904: boolean
}

const MAX_UNPACKED_BYTES = 1_000_000_000
/** XML packs well, but not by this much. */
const MAX_RATIO = 400
const CHUNK_BYTES = 65_536
const DATE_FORMATS: ReadonlySet<number> = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])

/** @throws {TcctvError} IMPORT_SHEET for what is no workbook, unpacks too large or is encrypted */
export function openXlsx(bytes: Uint8Array): XlsxPackage {
  const files = unpack(bytes)
  const workbook = files['xl/workbook.xml']
  if (workbook === undefined) throw registriesError('IMPORT_SHEET', { where: 'file', reason: 'it is no workbook' })
  const targets = targetsOf(files['xl/_rels/workbook.xml.rels'])
  const sheets = new Map<string, Uint8Array>()
  let is1904 = false
  parseXml(workbook, {
    open: ({ name, attributes }) => {
      if (name === 'workbookPr') is1904 = /^(?:1|true)$/.test(attributes['date1904'] ?? '')
      const sheet = name === 'sheet' ? files[targets.get(attributes['r:id'] ?? '') ?? ''] : undefined
      if (sheet !== undefined) sheets.set(attributes['name'] ?? '', sheet)
    },
  })
  const dateStyles = dateStylesOf(files['xl/styles.xml'])
  return {
    sheets,
    sharedStrings: stringsOf(files['xl/sharedStrings.xml']),
    isDateStyle: (style) => dateStyles[style] ?? false,
    is1904,
  }
}

function unpack(bytes: Uint8Array): Record<string, Uint8Array> {
  let unpacked = 0
  try {
    return unzipSync(bytes, {
      filter: ({ name, size, originalSize }) => {
        if (!/^xl\/.*\.(?:xml|rels)$/.test(name)) return false
        unpacked += originalSize
        if (unpacked > MAX_UNPACKED_BYTES || originalSize > Math.max(1, size) * MAX_RATIO)
          throw registriesError('IMPORT_SHEET', {
            where: name,
            reason: `it unpacks to ${originalSize} bytes, which is too large`,
          })
        return true
      },
    })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'IMPORT_SHEET') throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw registriesError('IMPORT_SHEET', { where: 'file', reason: `it can not be unpacked: ${reason}` }, error)
  }
}

type Handlers = {
  readonly open?: (tag: SaxesTagPlain) => void
  readonly text?: (text: string) => void
  readonly close?: (tag: SaxesTagPlain) => void
}

/** Parses XML; {@link parseXmlInChunks} for what is long. Entities other than XML's own are refused by the parser. */
function parseXml(bytes: Uint8Array, handlers: Handlers): void {
  for (const _ of parseXmlInChunks(bytes, handlers)) continue
}

/** Yields after each chunk, so that the caller can hand on what it has. */
export function* parseXmlInChunks(bytes: Uint8Array, { open, text, close }: Handlers): Generator<void> {
  const parser = new SaxesParser()
  const decoder = new TextDecoder('utf-8', { fatal: true })
  if (open !== undefined) parser.on('opentag', open)
  if (text !== undefined) parser.on('text', text)
  if (close !== undefined) parser.on('closetag', close)
  parser.on('error', (error) => {
    throw registriesError('IMPORT_SHEET', { where: 'XML of the workbook', reason: error.message }, error)
  })
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    parser.write(decoder.decode(bytes.subarray(at, at + CHUNK_BYTES), { stream: true }))
    yield
  }
  parser.close()
  yield
}

function targetsOf(bytes: Uint8Array | undefined): Map<string, string> {
  const targets = new Map<string, string>()
  if (bytes !== undefined)
    parseXml(bytes, {
      open: ({ name, attributes }) => {
        const target = attributes['Target'] ?? ''
        if (name === 'Relationship')
          targets.set(attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
      },
    })
  return targets
}

function stringsOf(bytes: Uint8Array | undefined): string[] {
  const strings: string[] = []
  if (bytes === undefined) return strings
  let current = ''
  let isPhonetic = false
  let isText = false
  parseXml(bytes, {
    open: ({ name }) => {
      if (name === 'si') current = ''
      if (name === 'rPh') isPhonetic = true
      isText = name === 't' && !isPhonetic
    },
    text: (text) => {
      if (isText) current += text
    },
    close: ({ name }) => {
      if (name === 't') isText = false
      if (name === 'rPh') isPhonetic = false
      if (name === 'si') strings.push(current)
    },
  })
  return strings
}

function dateStylesOf(bytes: Uint8Array | undefined): boolean[] {
  const formats = new Map<number, string>()
  const styles: boolean[] = []
  if (bytes === undefined) return styles
  let isCellStyle = false
  parseXml(bytes, {
    open: ({ name, attributes }) => {
      const format = Number(attributes['numFmtId'])
      if (name === 'numFmt') formats.set(format, attributes['formatCode'] ?? '')
      if (name === 'cellXfs') isCellStyle = true
      if (name === 'xf' && isCellStyle) styles.push(isDateFormat(format, formats))
    },
    close: ({ name }) => {
      if (name === 'cellXfs') isCellStyle = false
    },
  })
  return styles
}

function isDateFormat(format: number, formats: ReadonlyMap<number, string>): boolean {
  const code = (formats.get(format) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, '')
  return DATE_FORMATS.has(format) || /[ymdhs]/i.test(code)
}
