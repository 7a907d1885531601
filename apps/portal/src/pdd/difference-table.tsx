import { useTranslation } from 'react-i18next'
import type { PddVersionDetail } from '../api-types.ts'

/** What a version changes and what each change enters; the weightiest first. */
export function DifferenceTable({ version }: { readonly version: PddVersionDetail }) {
  const { t } = useTranslation()
  const { changes, comparedWith, calculatesAlike, needsRegistry } = version
  if (comparedWith === null) return <p>{t('pdd.first')}</p>
  const sorted = ORDER.flatMap((enters) => changes.filter((change) => change.enters === enters))
  return (
    <>
      <p className={needsRegistry ? 'mb-2 font-medium text-warn' : 'mb-2'}>
        {t(calculatesAlike ? 'pdd.calculatesAlike' : 'pdd.calculatesOtherwise')}{' '}
        {t(needsRegistry ? 'pdd.needsRegistry' : 'pdd.wordsOnly')}
      </p>
      <ul>
        {sorted.map(({ path, before, after, enters }) => (
          <li key={path} className="border-b border-line py-2 last:border-0">
            <div className="flex flex-wrap items-baseline justify-between gap-x-4">
              <code className="hash">{path}</code>
              <span className={enters === 'words' ? 'caption' : 'caption font-medium text-warn'}>
                {t(`pdd.enters.${enters}`)}
              </span>
            </div>
            <div className="grid gap-x-4 sm:grid-cols-2">
              <Side word={t('pdd.before')} text={before} />
              <Side word={t('pdd.after')} text={after} />
            </div>
          </li>
        ))}
      </ul>
      {changes.length === 0 && <p>{t('pdd.noChange')}</p>}
    </>
  )
}

const ORDER = ['equation', 'tolerance', 'mapping', 'commitment', 'words'] as const

function Side({ word, text }: { readonly word: string; readonly text: string | null }) {
  const { t } = useTranslation()
  return (
    <div className="min-w-0">
      <span className="caption">{word} </span>
      {text === null ? (
        <span className="caption">{t('pdd.nothing')}</span>
      ) : (
        <span className="wrap-anywhere">{text}</span>
      )}
    </div>
  )
}
