import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

export function ModelsPage() {
  const { t } = useTranslation()
  const { slug, model } = useProject()
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
            [t('models.trainedTo'), model.trainedTo],
            [t('models.hash'), <Hash key="m" text={model.modelHash} whole />],
            [t('models.card'), <Hash key="c" text={model.cardHash} whole />],
          ]}
        />
      </div>
      <h3 className="mb-2">{t('models.cardTitle')}</h3>
      <Loaded query={card}>
        {(found) => (
          <div className="panel p-4">
            <Tree node={found} />
          </div>
        )}
      </Loaded>
    </>
  )
}

/** A JSON document as nested names and values. */
function Tree({ node }: { readonly node: unknown }) {
  if (Array.isArray(node)) {
    if (node.every((item) => typeof item !== 'object')) return <span className="break-words">{node.join(', ')}</span>
    return <Rows rows={node} />
  }
  if (typeof node !== 'object' || node === null) {
    return (
      <span className="break-words">
        {node === null || node === undefined ? '–' : JSON.stringify(node).replace(/^"|"$/g, '')}
      </span>
    )
  }
  return <Facts rows={Object.entries(node).map(([name, child]) => [name, <Tree key={name} node={child} />])} />
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
