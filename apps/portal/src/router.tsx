import { Link, createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { Page } from './layout/page.tsx'
import { ProjectLayout } from './layout/project-layout.tsx'
import { Shell } from './layout/shell.tsx'
import { OverviewPage } from './pages/overview.tsx'
import {
  alertsSearch,
  carbonSearch,
  cursorSearch,
  dataSearch,
  directorySearch,
  pairSearch,
  readSearch,
  readingsSearch,
  signInSearch,
  transactionSearch,
  writeSearch,
} from './search-params.ts'

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound })
const overview = createRoute({ getParentRoute: () => root, path: '/', component: OverviewPage })
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: signInSearch,
  component: lazyRouteComponent(() => import('./pages/sign-in.tsx'), 'SignInPage'),
})
const projects = createRoute({
  getParentRoute: () => root,
  path: '/projects',
  component: lazyRouteComponent(() => import('./pages/projects.tsx'), 'ProjectsPage'),
})
const directory = createRoute({
  getParentRoute: () => root,
  path: '/directory',
  validateSearch: directorySearch,
  component: lazyRouteComponent(() => import('./pages/directory.tsx'), 'DirectoryPage'),
})
const directoryQueue = createRoute({
  getParentRoute: () => root,
  path: '/directory/queue',
  component: lazyRouteComponent(() => import('./pages/directory-queue.tsx'), 'DirectoryQueuePage'),
})
const directoryPair = createRoute({
  getParentRoute: () => root,
  path: '/directory/pair',
  validateSearch: pairSearch,
  component: lazyRouteComponent(() => import('./pages/directory-pair.tsx'), 'DirectoryPairPage'),
})
const directoryProject = createRoute({
  getParentRoute: () => root,
  path: '/directory/$registry/$id',
  component: lazyRouteComponent(() => import('./pages/directory-project.tsx'), 'DirectoryProjectPage'),
})
const verify = createRoute({
  getParentRoute: () => root,
  path: '/verify',
  component: lazyRouteComponent(() => import('./pages/verify.tsx'), 'VerifyPage'),
})

const project = createRoute({ getParentRoute: () => root, path: '/p/$slug', component: ProjectLayout })
const data = createRoute({
  getParentRoute: () => project,
  path: '/',
  validateSearch: dataSearch,
  component: lazyRouteComponent(() => import('./pages/data.tsx'), 'DataPage'),
})
const carbon = createRoute({
  getParentRoute: () => project,
  path: '/carbon',
  validateSearch: carbonSearch,
  component: lazyRouteComponent(() => import('./pages/carbon.tsx'), 'CarbonPage'),
})
const exceptions = createRoute({
  getParentRoute: () => project,
  path: '/exceptions',
  component: lazyRouteComponent(() => import('./pages/exceptions.tsx'), 'ExceptionsPage'),
})
const alerts = createRoute({
  getParentRoute: () => project,
  path: '/alerts',
  validateSearch: alertsSearch,
  component: lazyRouteComponent(() => import('./pages/alerts.tsx'), 'AlertsPage'),
})
const ledger = createRoute({
  getParentRoute: () => project,
  path: '/ledger',
  validateSearch: cursorSearch,
  component: lazyRouteComponent(() => import('./pages/ledger.tsx'), 'LedgerPage'),
})
const block = createRoute({
  getParentRoute: () => project,
  path: '/ledger/block/$number',
  component: lazyRouteComponent(() => import('./pages/block.tsx'), 'BlockPage'),
})
const transaction = createRoute({
  getParentRoute: () => project,
  path: '/ledger/tx/$hash',
  validateSearch: transactionSearch,
  component: lazyRouteComponent(() => import('./pages/transaction.tsx'), 'TransactionPage'),
})
const readings = createRoute({
  getParentRoute: () => project,
  path: '/ledger/readings',
  validateSearch: readingsSearch,
  component: lazyRouteComponent(() => import('./pages/readings.tsx'), 'ReadingsPage'),
})
const reading = createRoute({
  getParentRoute: () => project,
  path: '/ledger/reading/$id',
  component: lazyRouteComponent(() => import('./pages/reading.tsx'), 'ReadingPage'),
})
const reports = createRoute({
  getParentRoute: () => project,
  path: '/reports',
  component: lazyRouteComponent(() => import('./pages/reports.tsx'), 'ReportsPage'),
})
const pdd = createRoute({
  getParentRoute: () => project,
  path: '/pdd',
  component: lazyRouteComponent(() => import('./pages/pdd.tsx'), 'PddPage'),
})
const pddVersion = createRoute({
  getParentRoute: () => project,
  path: '/pdd/$index',
  component: lazyRouteComponent(() => import('./pages/pdd-version.tsx'), 'PddVersionPage'),
})
const meters = createRoute({
  getParentRoute: () => project,
  path: '/meters',
  component: lazyRouteComponent(() => import('./pages/meters.tsx'), 'MetersPage'),
})
const models = createRoute({
  getParentRoute: () => project,
  path: '/models',
  component: lazyRouteComponent(() => import('./pages/models.tsx'), 'ModelsPage'),
})

const tree = root.addChildren([
  overview,
  signIn,
  projects,
  directory,
  directoryQueue,
  directoryPair,
  directoryProject,
  verify,
  project.addChildren([
    data,
    carbon,
    exceptions,
    alerts,
    ledger,
    block,
    transaction,
    readings,
    reading,
    reports,
    pdd,
    pddVersion,
    meters,
    models,
  ]),
])

/** The map of addresses. Search text is plain names and texts, so that links can be read and typed. */
export function makeRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}

function NotFound() {
  const { t } = useTranslation()
  return (
    <Page title={t('app.notFound')}>
      <p>
        {t('app.notFoundHelp')} <Link to="/">{t('overview.title')}</Link>
      </p>
    </Page>
  )
}
