import { ServerProvider, SessionProvider, type Server } from '@carewright/core';
import { StyleProvider, theme } from '@carewright/ui';
import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider } from '@mui/material/styles';
import { RouterProvider } from '@tanstack/react-router';
import type { AppRouter } from './router';
import { UpdateNotice } from './update-notice';

export function App({ server, router }: { server: Server; router: AppRouter }) {
  return (
    <StyleProvider>
      <ThemeProvider theme={theme} defaultMode="system" modeStorageKey="carewright-theme">
        <CssBaseline enableColorScheme />
        <ServerProvider server={server}>
          <SessionProvider>
            <RouterProvider router={router} />
            <UpdateNotice />
          </SessionProvider>
        </ServerProvider>
      </ThemeProvider>
    </StyleProvider>
  );
}
