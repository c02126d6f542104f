import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { Home, Welcome } from './home';
import { withTexts } from './language';
import { Root } from './root';

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

const rootRoute = createRootRoute({ component: Root, notFoundComponent: Home });

// No screen shares a path with a door of the server (/setup, /audit, /users): reloading it would show that door's answer.
const routes = [
  createRoute({ getParentRoute: () => rootRoute, path: '/', component: Home }),
  createRoute({ getParentRoute: () => rootRoute, path: '/welcome', component: Welcome }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    validateSearch: (search: Record<string, unknown>): { return?: string | undefined; returned?: string | undefined } => ({ return: text(search['return']), returned: text(search['returned']) }),
    component: lazyRouteComponent(() => import('../features/sign-in/sign-in'), 'SignIn'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/second-factor',
    component: lazyRouteComponent(() => import('../features/my-account/enrolment'), 'Enrolment'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/start',
    component: lazyRouteComponent(() => import('../features/setup/setup'), 'Setup'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/schedule',
    validateSearch: (search: Record<string, unknown>): { day?: string | undefined; site?: string | undefined } => ({
      day: text(search['day']), site: text(search['site']),
    }),
    component: lazyRouteComponent(() => import('../features/schedule/schedule'), 'Schedule'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patients/$patientId',
    validateSearch: (search: Record<string, unknown>): { item?: string | undefined } => ({ item: text(search['item']) }),
    component: lazyRouteComponent(() => import('../features/chart/chart'), 'Chart'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patients/$patientId/privacy',
    component: lazyRouteComponent(() => withTexts('rights', () => import('../features/patient-rights/patient-privacy')), 'PatientPrivacy'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patients/$patientId/order-tests',
    component: lazyRouteComponent(() => withTexts('laborders', () => import('../features/lab-orders/order-tests')), 'OrderTests'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patients/$patientId/in-house',
    component: lazyRouteComponent(() => withTexts('in-house', () => import('../features/in-house/test-patient')), 'TestPatient'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/in-house-lab',
    validateSearch: (search: Record<string, unknown>): { view?: string | undefined } => ({ view: text(search['view']) }),
    component: lazyRouteComponent(() => withTexts('in-house', () => import('../features/in-house/in-house-lab')), 'InHouseLab'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/in-house-setup',
    component: lazyRouteComponent(() => withTexts('in-house', () => import('../features/in-house/setup/in-house-setup')), 'InHouseSetupScreen'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/patient-rights',
    validateSearch: (search: Record<string, unknown>): { view?: string | undefined } => ({ view: text(search['view']) }),
    component: lazyRouteComponent(() => withTexts('rights', () => import('../features/patient-rights/patient-rights')), 'PatientRights'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/audit-log',
    component: lazyRouteComponent(() => withTexts('audit', () => import('../features/audit/audit')), 'AuditLog'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/security',
    component: lazyRouteComponent(() => withTexts('security', () => import('../features/alerts/alerts')), 'Alerts'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/breaches',
    component: lazyRouteComponent(() => withTexts('security', () => import('../features/incidents/incidents')), 'Incidents'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/staff',
    component: lazyRouteComponent(() => import('../features/users/users'), 'Users'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in-rules',
    component: lazyRouteComponent(() => withTexts('administration', () => import('../features/users/rules/sign-in-rules')), 'SignInRules'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access-review',
    component: lazyRouteComponent(() => withTexts('administration', () => import('../features/users/review/access-review')), 'AccessReview'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/directories',
    component: lazyRouteComponent(() => withTexts('administration', () => import('../features/users/directories/directories')), 'Directories'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/allowed-hosts',
    component: lazyRouteComponent(() => withTexts('administration', () => import('../features/users/outbound/outbound-hosts')), 'OutboundHosts'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/log-keeping',
    component: lazyRouteComponent(() => withTexts('administration', () => import('../features/audit/keeping/log-keeping')), 'LogKeeping'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/my-account',
    component: lazyRouteComponent(() => import('../features/my-account/my-account'), 'MyAccount'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/my-privacy',
    component: lazyRouteComponent(() => import('../features/my-privacy/my-privacy'), 'MyPrivacy'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/records',
    component: lazyRouteComponent(() => import('../features/records/records'), 'Records'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/join',
    component: lazyRouteComponent(() => import('../features/records/join'), 'Join'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/consent',
    validateSearch: (search: Record<string, unknown>): { request?: string | undefined; error?: string | undefined } => ({
      request: text(search['request']), error: text(search['error']),
    }),
    component: lazyRouteComponent(() => import('../features/consent/consent'), 'Consent'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/apps',
    validateSearch: (search: Record<string, unknown>): { patient?: string | undefined } => ({ patient: text(search['patient']) }),
    component: lazyRouteComponent(() => withTexts('apps', () => import('../features/apps/apps')), 'Apps'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/access-rules',
    validateSearch: (search: Record<string, unknown>): { draft?: string | undefined } => ({ draft: text(search['draft']) }),
    component: lazyRouteComponent(() => withTexts('policies', () => import('../features/policies/policies')), 'Policies'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/why',
    validateSearch: (search: Record<string, unknown>): { user?: string | undefined; reference?: string | undefined; interaction?: string | undefined } => ({
      user: text(search['user']), reference: text(search['reference']), interaction: text(search['interaction']),
    }),
    component: lazyRouteComponent(() => withTexts('policies', () => import('../features/explain/explain')), 'Explain'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/emergency-reviews',
    component: lazyRouteComponent(() => withTexts('policies', () => import('../features/break-glass/reviews')), 'EmergencyReviews'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/exports',
    component: lazyRouteComponent(() => withTexts('exports', () => import('../features/exports/exports')), 'Exports'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/interfaces',
    validateSearch: (search: Record<string, unknown>): { view?: string | undefined } => ({ view: text(search['view']) }),
    component: lazyRouteComponent(() => withTexts('interfaces', () => import('../features/interfaces/interfaces')), 'Interfaces'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/in-basket',
    validateSearch: (search: Record<string, unknown>): { view?: string | undefined; state?: string | undefined; review?: string | undefined } => ({
      view: text(search['view']), state: text(search['state']), review: text(search['review']),
    }),
    component: lazyRouteComponent(() => withTexts('in-basket', () => import('../features/in-basket/in-basket')), 'InBasket'),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/messages',
    validateSearch: (search: Record<string, unknown>): { view?: string | undefined; message?: string | undefined } => ({ view: text(search['view']), message: text(search['message']) }),
    component: lazyRouteComponent(() => withTexts('interfaces', () => import('../features/messages/messages')), 'Messages'),
  }),
] as const;

const routeTree = rootRoute.addChildren(routes);

export function createAppRouter() {
  return createRouter({ routeTree, defaultPreload: false, scrollRestoration: true });
}

export type AppRouter = ReturnType<typeof createAppRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
