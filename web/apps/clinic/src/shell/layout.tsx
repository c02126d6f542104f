import { hasArea, mayOperate, useBasketCounts, useSession, type Area, type Operation, type Session } from '@carewright/core';
import { Icon, SkipLink, type IconName } from '@carewright/ui';
import AppBar from '@mui/material/AppBar';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FinderEntry } from './finder/finder-entry';
import { GlassBar } from './glass/glass-bar';
import { IdleGuard } from './idle-guard';
import { OfflineNotice } from './offline';
import { UserMenu } from './user-menu';

type Destination = '/records' | '/schedule' | '/patient-rights' | '/audit-log' | '/security' | '/breaches' | '/staff' | '/exports' | '/access-rules' | '/why' | '/emergency-reviews' | '/interfaces' | '/messages' | '/in-basket' | '/in-house-lab' | '/in-house-setup';

/** Where somebody can go: a screen of their role, or one that belongs to an operation of theirs. */
const destinations: readonly ({ to: Destination; icon: IconName; label: string } & ({ area: Area } | { operation: Operation }))[] = [
  { area: 'schedule', to: '/schedule', icon: 'calendar', label: 'nav.schedule' },
  { area: 'in-basket', to: '/in-basket', icon: 'inbox', label: 'nav.inBasket' },
  { area: 'in-house', to: '/in-house-lab', icon: 'flag', label: 'nav.inHouse' },
  { area: 'messages', to: '/messages', icon: 'note', label: 'nav.messages' },
  { area: 'audit', to: '/audit-log', icon: 'shield', label: 'nav.audit' },
  { area: 'audit', to: '/security', icon: 'warning', label: 'nav.alerts' },
  { area: 'audit', to: '/breaches', icon: 'flag', label: 'nav.incidents' },
  { operation: 'privacy', to: '/patient-rights', icon: 'person', label: 'nav.rights' },
  { area: 'users', to: '/staff', icon: 'people', label: 'nav.users' },
  { area: 'policies', to: '/access-rules', icon: 'note', label: 'nav.policies' },
  { area: 'explain', to: '/why', icon: 'search', label: 'nav.explain' },
  { area: 'reviews', to: '/emergency-reviews', icon: 'warning', label: 'nav.reviews' },
  { area: 'interfaces', to: '/interfaces', icon: 'refresh', label: 'nav.interfaces' },
  { area: 'interfaces', to: '/in-house-setup', icon: 'flag', label: 'nav.inHouse' },
  { area: 'exports', to: '/exports', icon: 'download', label: 'nav.exports' },
];

function isOpen(session: Session, destination: { area: Area } | { operation: Operation }): boolean {
  return 'area' in destination ? hasArea(session, destination.area) : mayOperate(session, destination.operation);
}

/** Screens that belong to a destination, beside its own. */
const within: Readonly<Partial<Record<Destination, readonly string[]>>> = { '/staff': ['/sign-in-rules', '/access-review', '/directories', '/allowed-hosts'], '/audit-log': ['/log-keeping'] };

/** The frame of every signed-in screen: where one can go, whom one looks for, who one is. */
export function Layout() {
  const { t } = useTranslation();
  const session = useSession();
  useFocusOnRouteChange();
  return (
    <Box sx={{ minHeight: '100vh', display: 'flex', flexDirection: 'column' }}>
      <SkipLink target="main">{t('nav.skip')}</SkipLink>
      <AppBar position="sticky" color="default" elevation={0} sx={{ bgcolor: 'background.paper', backgroundImage: 'none', borderBottom: '1px solid', borderColor: 'divider', zIndex: 1100 }}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: { xs: 0.5, sm: 1.5 }, px: { xs: 1, sm: 2 }, height: 48 }}>
          <Brand />
          <Box component="nav" aria-label={t('nav.main')} sx={{ display: 'flex', gap: 0.25 }}>
            {destinations.filter((one) => isOpen(session, one)).map(({ to, icon, label }) => (
              to === '/in-basket' ? <BasketLink key={to} label={t(label)} /> : <NavLink key={to} to={to} icon={icon} label={t(label)} />
            ))}
            {session.role === 'proxy' ? <NavLink to="/records" icon="people" label={t('records.title')} /> : null}
          </Box>
          <Box sx={{ flex: 1, minWidth: 0, display: 'flex', alignItems: 'center', gap: 1, justifyContent: { xs: 'flex-end', sm: 'center' } }}><PhoneSite /><FinderEntry /></Box>
          <UserMenu />
        </Box>
      </AppBar>
      <OfflineNotice />
      <GlassBar />
      <Box component="main" id="main" tabIndex={-1} sx={{ flex: 1, minWidth: 0, outline: 'none' }}>
        <Suspense>
          <Outlet />
        </Suspense>
      </Box>
      <IdleGuard />
    </Box>
  );
}

/** On a phone the site stands in the bar; on a wider screen under the name of who is signed in. */
function PhoneSite() {
  const site = useSession().site?.display;
  return site ? <Box component="span" title={site} sx={{ display: { xs: '-webkit-box', sm: 'none' }, WebkitLineClamp: 2, WebkitBoxOrient: 'vertical', flex: 1, minWidth: 0, overflow: 'hidden', fontSize: '0.6875rem', lineHeight: 1.25, color: 'text.secondary', textAlign: 'right' }}>{site}</Box> : null;
}

function Brand() {
  const { t } = useTranslation();
  return (
    <Box component={Link} to="/" aria-label={t('nav.home')} sx={{ display: 'flex', alignItems: 'center', gap: 1, color: 'text.primary', textDecoration: 'none', fontWeight: 700, p: 0.5, borderRadius: 1 }}>
      <img src="/icon.svg" alt="" width={26} height={26} />
      <Box component="span" sx={{ display: { xs: 'none', lg: 'inline' } }}>{t('app.name')}</Box>
    </Box>
  );
}

/** The in-basket, with how much waits: critical ones in the colour of danger, and both numbers in words for a reader. */
function BasketLink({ label }: { label: string }) {
  const { t } = useTranslation();
  const { data } = useBasketCounts();
  const count = data?.mine ?? 0;
  const critical = data?.critical ?? 0;
  const text = critical > 0 ? `${critical}!` : count > 0 ? (count > 99 ? '99+' : String(count)) : undefined;
  // What is seen comes first, so that it can be said to call the link (WCAG 2.5.3).
  const words = [[label, text].filter(Boolean).join(' '), ...(count > 0 ? [t('nav.waiting', { count })] : []), ...(critical > 0 ? [t('nav.critical', { count: critical })] : [])].join(', ');
  return <NavLink to="/in-basket" icon="inbox" label={label} words={words} mark={text === undefined ? undefined : { text, isGrave: critical > 0 }} />;
}

interface NavLinkProps {
  readonly to: Destination;
  readonly icon: IconName;
  readonly label: string;
  /** What a screen reader says, when it is more than the label. */
  readonly words?: string;
  readonly mark?: { readonly text: string; readonly isGrave: boolean } | undefined;
}

function NavLink({ to, icon, label, words, mark }: NavLinkProps) {
  const isWithin = useLocation({ select: ({ pathname }) => within[to]?.includes(pathname) ?? false });
  return (
    <ButtonBase
      component={Link}
      to={to}
      activeProps={{ 'aria-current': 'page' }}
      inactiveProps={isWithin ? { 'aria-current': 'true' } : {}}
      aria-label={words ?? label}
      sx={{
        gap: 0.75, px: 1, minWidth: 36, height: 36, borderRadius: 1, fontSize: '0.8125rem', fontWeight: 600, color: 'text.secondary',
        '&[aria-current]': { color: 'primary.main', bgcolor: 'action.hover' }, '&:hover': { bgcolor: 'action.hover' },
      }}
    >
      <Icon name={icon} />
      <Box component="span" sx={{ display: { xs: 'none', md: 'inline' } }}>{label}</Box>
      {mark ? <Box component="span" sx={{ px: 0.75, borderRadius: 1, fontSize: '0.75rem', lineHeight: '18px', color: 'background.paper', bgcolor: mark.isGrave ? 'error.main' : 'primary.main' }}>{mark.text}</Box> : null}
    </ButtonBase>
  );
}

/** A screen reader and the keyboard start at the new screen's heading, not at the link that was left. */
function useFocusOnRouteChange(): void {
  const pathname = useLocation({ select: (location) => location.pathname });
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return undefined;
    before.current = pathname;
    const main = document.getElementById('main');
    // Until the new screen's code and the record that its heading names are there, the focus falls to the body whenever what had it goes.
    const take = () => {
      if (document.activeElement === main || document.activeElement === document.body) main?.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true });
    };
    const observer = new MutationObserver(take);
    // A person who has gone on already is left where they are.
    const stop = () => observer.disconnect();
    // A dialog that led here gives the focus back first.
    const frame = requestAnimationFrame(() => {
      main?.focus({ preventScroll: true });
      take();
      if (main) observer.observe(main, { childList: true, subtree: true });
    });
    const events = ['keydown', 'pointerdown'] as const;
    events.forEach((name) => document.addEventListener(name, stop));
    return () => {
      cancelAnimationFrame(frame);
      stop();
      events.forEach((name) => document.removeEventListener(name, stop));
    };
  }, [pathname]);
}
