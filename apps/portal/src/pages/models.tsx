import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { VersionList } from '../alerts/version-list.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

export function ModelsPage() {
  const { t } = useTranslation()
  const { slug, model, zone } = useProject()
  const card = useApi(api.model(slug), model !== null)
  if (model === null) {
    return (
      <>
        <h2 className="mb-3">{t('models.title')}</h2>
        <Empty title={t('models.none')} help={t('models.noneHelp')} />
      </>
    )
  }
  return (
    <>
      <h2 className="mb-3">{t('models.title')}</h2>
      <p className="mb-3">{t('models.note')}</p>
      <div className="panel mb-4 p-4">
        <Facts
          rows={[
            [t('models.name'), model.name],
            [t('models.trainedTo'), `${formatInstant(model.trainedTo, zone)} ${zone}`],
            [t('models.hash'), <Hash key="m" text={model.modelHash} whole />],
            [t('models.card'), <Hash key="c" text={model.cardHash} whole />],
          ]}
        />
      </div>
      <VersionList />
      <h3 className="mb-2">{t('models.cardTitle')}</h3>
      <Loaded query={card}>
        {(found) => (
          <div className="panel p-4">
            <Tree node={cardOf(found)} />
          </div>
        )}
      </Loaded>
    </>
  )
}

/** The card without what the reply adds to it. */
function cardOf(reply: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(reply).filter(([name]) => name !== 'asOf'))
}

/** A JSON document as nested names and values. */
function Tree({ node }: { readonly node: unknown }) {
  if (Array.isArray(node)) {
    if (node.every((item) => typeof item !== 'object')) return <span className="break-words">{node.join(', ')}</span>
    return <Rows rows={node} />
  }
  if (typeof node !== 'object' || node === null) {
    return <span className="break-words">{node === null || node === undefined ? '–' : wordOf(node)}</span>
  }
  return (
    <Facts rows={Object.entries(node).map(([name, child]) => [name, <Leaf key={name} name={name} child={child} />])} />
  )
}

/** A text or number; a fraction with four significant digits, exact on hover. */
function wordOf(node: unknown) {
  if (typeof node === 'number' && !Number.isInteger(node))
    return <span title={String(node)}>{String(Number(node.toPrecision(4)))}</span>
  return typeof node === 'string' ? node : JSON.stringify(node)
}

/** A model sees local wall-clock time only, as seconds without a zone: shown also as date and time. */
function Leaf({ name, child }: { readonly name: string; readonly child: unknown }) {
  const isTime = typeof child === 'number' && /^(from|to)S$/.test(name)
  return (
    <>
      <Tree node={child} />
      {isTime && <span className="caption ml-2">{formatInstant(child, 'UTC')}</span>}
    </>
  )
}

/** Objects alike, as a table. */
function Rows({ rows }: { readonly rows: readonly unknown[] }) {
  const entries = rows.map((row) => new Map(Object.entries(Object(row) as Readonly<Record<string, unknown>>)))
  const names = [...new Set(entries.flatMap((entry) => [...entry.keys()]))]
  return (
    <Scroll>
      <table className="table">
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, index) => (
            <tr key={index}>
              {names.map((name) => (
                <td key={name}>
                  <Tree node={entry.get(name)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
