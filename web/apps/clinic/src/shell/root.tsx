import { safeReturnPath, useSessionControls } from '@carewright/core';
import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import { Navigate, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Layout } from './layout';

/** Decides by the session which screens exist at all; no screen of the record is mounted without one. */
export function Root() {
  const { state } = useSessionControls();
  const location = useLocation();
  switch (state.kind) {
    case 'loading':
      return <Waiting />;
    case 'setup':
      return location.pathname === '/start' ? <Outlet /> : <Navigate to="/start" replace />;
    case 'signed-out':
      return location.pathname === '/sign-in' ? <Outlet /> : <Navigate to="/sign-in" search={{ return: returnTo(state.reason, location.href) }} replace />;
    case 'signed-in':
      return location.pathname === '/sign-in' || location.pathname === '/start' ? <Onward /> : <Layout />;
  }
}

/** A person who chose to leave starts afresh; one whose session ended comes back to where they were. */
function returnTo(reason: string | undefined, href: string): string | undefined {
  return reason === 'signed-out' || href === '/' ? undefined : href;
}

function Onward() {
  const router = useRouter();
  const search = useLocation({ select: (location) => location.search as { return?: string } });
  useEffect(() => {
    router.history.replace(safeReturnPath(search.return) ?? '/');
  }, [router, search.return]);
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
