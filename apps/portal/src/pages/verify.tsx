import { useState, type DragEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../layout/page.tsx'
import { BundlePanel } from '../proof/bundle-panel.tsx'
import { pinnedTyped } from '../proof/pinned-from.ts'
import { ReadingProofPanel } from '../proof/reading-proof-panel.tsx'
import { readDropped, type Dropped } from '../proof/read-dropped.ts'
import { useCheck } from '../proof/use-check.ts'
import { formatBytes } from '../format.ts'

const LIMIT_BYTES = 300_000_000

/** Checks a bundle or a proof of any platform, signed out, on this device. */
export function VerifyPage() {
  const { t } = useTranslation()
  const { run, start } = useCheck([])
  const [dropped, setDropped] = useState<Dropped | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const [typed, setTyped] = useState({ chainId: '', sealers: '', keys: '' })
  const take = async (file: File | undefined) => {
    if (file === undefined) return
    if (file.size > LIMIT_BYTES) return setFault(t('verify.tooLarge', { limit: formatBytes(LIMIT_BYTES) }))
    const found = await readDropped(file)
    setFault(found === null ? t('verify.unknownFile') : null)
    setDropped(found)
    const { sealers } = pinnedTyped(typed)
    const pinned = sealers.length > 0 ? { sealers } : {}
    if (found?.kind === 'bundle') await start({ kind: 'bundle', bytes: found.bytes, pinned }, [])
  }
  return (
    <Page title={t('verify.title')}>
      <p className="mb-4 max-w-[70ch]">{t('verify.lead')}</p>
      <PinFields typed={typed} onTyped={setTyped} />
      <DropArea onFile={(file) => void take(file)} />
      {fault !== null && (
        <p role="alert" className="mt-3 text-bad">
          {fault}
        </p>
      )}
      {dropped?.kind === 'bundle' && (
        <div className="panel mt-3 px-4 pb-4">
          <BundlePanel run={run} name={dropped.name} />
        </div>
      )}
      {dropped?.kind === 'proof' && (
        <div className="mt-3">
          <p className="mb-2">
            {t('verify.file')}: {dropped.name}
          </p>
          <ReadingProofPanel
            key={`${dropped.name}/${JSON.stringify(typed)}`}
            proof={dropped.proof}
            pinned={{ ...pinnedTyped(typed), ...(typed.chainId === '' ? { chainId: dropped.proof.chainId } : {}) }}
            source={t('proof.pinnedTyped')}
            shown={null}
          />
        </div>
      )}
    </Page>
  )
}

type Typed = { readonly chainId: string; readonly sealers: string; readonly keys: string }

function PinFields({ typed, onTyped }: { readonly typed: Typed; readonly onTyped: (typed: Typed) => void }) {
  const { t } = useTranslation()
  const field = (name: keyof Typed, text: string) => (
    <label className="flex flex-col gap-0.5">
      <span className="caption">{text}</span>
      <input
        className="field font-mono text-12"
        value={typed[name]}
        autoComplete="off"
        spellCheck={false}
        onChange={({ target }) => onTyped({ ...typed, [name]: target.value })}
      />
    </label>
  )
  return (
    <details className="panel mb-4 p-4">
      <summary className="font-medium">{t('verify.pins')}</summary>
      <p className="caption my-2">{t('verify.pinsHelp')}</p>
      <div className="grid gap-3">
        {field('chainId', t('proof.chainId'))}
        {field('sealers', t('verify.sealersField'))}
        {field('keys', t('verify.keysField'))}
      </div>
    </details>
  )
}

function DropArea({ onFile }: { readonly onFile: (file: File | undefined) => void }) {
  const { t } = useTranslation()
  const drop = (event: DragEvent) => {
    event.preventDefault()
    onFile(event.dataTransfer.files[0])
  }
  return (
    <div
      className="flex flex-col items-center gap-2 rounded-md border border-dashed border-control bg-surface px-4 py-10"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <label className="flex flex-col items-center gap-2">
        <span className="font-medium">{t('verify.choose')}</span>
        <input
          type="file"
          accept=".zip,.json,application/zip,application/json"
          className="field max-w-full"
          onChange={({ target }) => onFile(target.files?.[0])}
        />
      </label>
      <p className="caption">{t('verify.drop')}</p>
    </div>
  )
}
