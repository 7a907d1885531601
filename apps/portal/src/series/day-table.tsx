import { useTranslation } from 'react-i18next'
import { api, type Range } from '../api.ts'
import { CaseTable } from '../exceptions/case-table.tsx'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** Exceptions of the range's days; a day can be outside its tolerance while none of its readings is. */
export function DayTable({ range }: { readonly range: Range }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const exceptions = useApi(api.exceptions(slug))
  return (
    <section className="mt-6">
      <h2 className="mb-2">{t('data.daysTitle')}</h2>
      <Loaded query={exceptions}>
        {({ items }) => {
          const found = items.filter(({ day }) => range.from <= day && day <= range.to)
          return found.length === 0 ? (
            <p className="caption">{t('data.daysNone')}</p>
          ) : (
            <CaseTable cases={found} isLinked />
          )
        }}
      </Loaded>
    </section>
  )
}
