import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { signIn } from '../api.ts'
import { Page } from '../layout/page.tsx'
import { textOf } from '../parts/form-text.ts'
import { Fault } from '../parts/states.tsx'

export function SignInPage() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const { next = '/projects' } = useSearch({ from: '/login' })
  const [fault, setFault] = useState<unknown>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    try {
      await signIn(textOf(form, 'email'), textOf(form, 'password'))
      cache.clear()
      await navigate({ href: next })
    } catch (error) {
      setFault(error)
    }
  }
  return (
    <Page title={t('signIn.title')}>
      <form className="panel flex max-w-[400px] flex-col gap-4 p-6" onSubmit={(event) => void submit(event)}>
        <label className="flex flex-col gap-1">
          {t('signIn.email')}
          <input className="field" name="email" type="email" autoComplete="username" required />
        </label>
        <label className="flex flex-col gap-1">
          {t('signIn.password')}
          <input className="field" name="password" type="password" autoComplete="current-password" required />
        </label>
        {fault !== null && <SignInFault error={fault} />}
        <button type="submit" className="button button-primary">
          {t('signIn.submit')}
        </button>
        <p className="caption">{t('signIn.first')}</p>
      </form>
      <p className="caption mt-4">
        {t('signIn.without')} <Link to="/verify">{t('nav.verify')}</Link>
      </p>
    </Page>
  )
}

/** A refused sign-in is an answer, not a reason to offer a sign-in. */
function SignInFault({ error }: { readonly error: unknown }) {
  if (error instanceof Error && 'status' in error && error.status === 401) {
    return (
      <p role="alert" className="text-bad">
        {error.message}
      </p>
    )
  }
  return <Fault error={error} />
}
