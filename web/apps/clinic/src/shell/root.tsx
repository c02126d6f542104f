import { safeReturnPath, useSessionControls } from '@carewright/core';
import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import { Navigate, Outlet, useLocation, useMatches, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Layout } from './layout';
import { Offline } from './offline';

const Proof = lazy(async () => ({ default: (await import('../features/my-account/proof')).Proof }));

/**
 * Decides by the session which screens exist at all. It goes by the route that is matched, not the address: while a
 * screen's code loads the address is already the new one, and the old screen must not be shown without its session.
 */
export function Root() {
  const { state } = useSessionControls();
  const href = useLocation({ select: (location) => location.href });
  const shown = useMatches({ select: (matches) => matches.at(-1)?.routeId });
  switch (state.kind) {
    case 'loading':
      return <Waiting />;
    case 'offline':
      return <Offline />;
    case 'setup':
      return shown === '/start' ? <Outlet /> : <Leave to="/start" />;
    case 'signed-out':
      return shown === '/sign-in' || shown === '/join' || isRefusedApp(shown, href) ? <Outlet /> : <Leave to="/sign-in" back={returnTo(state.reason, href)} />;
    case 'signed-in':
      if (state.session.mustEnrol) return shown === '/second-factor' ? <Outlet /> : <Leave to="/second-factor" />;
      if (state.session.mustProve) return <Inside isAlone={shown === '/consent'} isHeld isKept={state.isHeld === true} />;
      // Back from the directory, where somebody who is signed in has proved once more who they are.
      if (shown === '/sign-in' && new URLSearchParams(href.split('?')[1]).has('returned')) return <Outlet />;
      if (shown === '/sign-in' || shown === '/join' || shown === '/start' || shown === '/second-factor') return <Onward />;
      return <Inside isAlone={shown === '/consent'} />;
  }
}

/**
 * The screens of somebody who is signed in. An app's question stands alone: nothing beside it to click away to, and no chart behind it. While the session is held, what the person was doing is out of
 * sight and out of reach, but not lost.
 */
function Inside({ isAlone = false, isHeld = false, isKept = true }: { isAlone?: boolean; isHeld?: boolean; isKept?: boolean }) {
  return (
    <>
      <Box inert={isHeld} sx={{ display: isHeld ? 'none' : 'contents' }}>{isKept ? isAlone ? <Outlet /> : <Layout /> : null}</Box>
      {isHeld ? <Suspense fallback={<Waiting />}><Proof /></Suspense> : null}
    </>
  );
}

/** Goes to a screen before sign-in, once; nothing else is on screen until it is there. */
function Leave({ to, back }: { to: '/start' | '/sign-in' | '/second-factor'; back?: string | undefined }) {
  const here = useLocation({ select: (location) => location.pathname });
  return here === to ? <Waiting /> : (
    <>
      <Waiting />
      {to === '/sign-in' ? <Navigate to="/sign-in" search={{ return: back }} replace /> : <Navigate to={to} replace />}
    </>
  );
}

/** A request that goes nowhere is told to anybody: signing in would not mend it. */
function isRefusedApp(shown: string | undefined, href: string): boolean {
  return shown === '/consent' && href.startsWith('/consent?error=');
}

/** A person who chose to leave starts afresh; one whose session ended comes back to where they were. */
function returnTo(reason: string | undefined, href: string): string | undefined {
  return reason === 'signed-out' || href === '/' ? undefined : href;
}

/** Goes where the person wanted to be. The target is read once: while its code loads, the address no longer holds it. */
function Onward() {
  const router = useRouter();
  const [target] = useState(() => safeReturnPath((router.state.location.search as { return?: string }).return) ?? '/');
  useEffect(() => {
    router.history.replace(target);
  }, [router, target]);
  return <Waiting />;
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Box sx={{ display: 'grid', placeItems: 'center', minHeight: '100vh' }}>
      <CircularProgress aria-label={t('panel.loading')} />
    </Box>
  );
}
