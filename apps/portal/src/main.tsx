import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { startLanguage } from './language/language.ts'
import { makeRouter } from './router.tsx'
import './styles.css'
import { chooseTheme, keptTheme } from './theme.ts'

async function start(): Promise<void> {
  chooseTheme(keptTheme())
  await startLanguage()
  const root = document.getElementById('root')
  if (root === null) return
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false } } })
  createRoot(root).render(
    <QueryClientProvider client={cache}>
      <RouterProvider router={makeRouter()} />
    </QueryClientProvider>,
  )
}

void start()
