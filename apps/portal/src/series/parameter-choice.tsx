import { useTranslation } from 'react-i18next'

/** Which panels are shown. */
export function ParameterChoice(props: {
  readonly all: readonly string[]
  readonly chosen: readonly string[]
  readonly onChoose: (names: readonly string[]) => void
}) {
  const { t } = useTranslation()
  const { all, chosen, onChoose } = props
  return (
    <fieldset className="mb-3 flex flex-wrap gap-x-4 gap-y-1">
      <legend className="caption mb-1">{t('data.parameters')}</legend>
      {all.map((name) => (
        <label key={name} className="flex min-h-6 items-center gap-1.5">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChoose(all.filter((other) => (other === name ? target.checked : chosen.includes(other))))
            }
          />
          {name}
        </label>
      ))}
    </fieldset>
  )
}
