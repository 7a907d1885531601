import { useTranslation } from 'react-i18next'
import type { PddVersionDetail } from '../api-types.ts'
import { groupedChanges, type Group } from './grouped-changes.ts'

/** What a version changes and what each change enters; the weightiest first. */
export function DifferenceTable({ version }: { readonly version: PddVersionDetail }) {
  const { t } = useTranslation()
  const { changes, comparedWith, calculatesAlike, needsRegistry } = version
  if (comparedWith === null) return <p>{t('pdd.first')}</p>
  return (
    <>
      <p className={needsRegistry ? 'mb-2 font-medium text-warn' : 'mb-2'}>
        {t(calculatesAlike ? 'pdd.calculatesAlike' : 'pdd.calculatesOtherwise')}{' '}
        {t(needsRegistry ? 'pdd.needsRegistry' : 'pdd.wordsOnly')}
      </p>
      <ul>
        {ORDER.flatMap((enters) => groupedChanges(changes.filter((change) => change.enters === enters))).map(
          (group) => (
            <li key={`${group.kind} ${group.path}`} className="border-b border-line py-2 last:border-0">
              {group.kind === 'one' ? (
                group.changes.map((change) => <One key={change.path} change={change} />)
              ) : (
                <Branch group={group} />
              )}
            </li>
          ),
        )}
      </ul>
      {changes.length === 0 && <p>{t('pdd.noChange')}</p>}
    </>
  )
}

function Branch({ group: { path, kind, changes } }: { readonly group: Group }) {
  const { t } = useTranslation()
  const [first] = changes
  return (
    <details>
      <summary>
        <span>{t(kind === 'removed' ? 'pdd.branchRemoved' : 'pdd.branchAdded', { path, count: changes.length })}</span>
        {first !== undefined && (
          <span className="float-right">
            <Enters enters={first.enters} />
          </span>
        )}
      </summary>
      {changes.map((change) => (
        <div key={change.path} className="mt-2 border-l border-line pl-3">
          <One change={change} />
        </div>
      ))}
    </details>
  )
}

function One({ change: { path, before, after, enters } }: { readonly change: PddVersionDetail['changes'][number] }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <code className="hash">{path}</code>
        <Enters enters={enters} />
      </div>
      <div className="grid gap-x-4 sm:grid-cols-2">
        <Side word={t('pdd.before')} text={before} />
        <Side word={t('pdd.after')} text={after} />
      </div>
    </>
  )
}

function Enters({ enters }: Pick<PddVersionDetail['changes'][number], 'enters'>) {
  const { t } = useTranslation()
  return (
    <span className={enters === 'words' ? 'caption' : 'caption font-medium text-warn'}>
      {t(`pdd.enters.${enters}`)}
    </span>
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
