import { createServer } from '@carewright/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './shell/app';
import { startLanguage } from './shell/language';
import { createAppRouter } from './shell/router';
import { updates } from './shell/updates';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await startLanguage();
if ('serviceWorker' in navigator && import.meta.env.PROD) updates.start(navigator.serviceWorker);
createRoot(root).render(
  <StrictMode>
    <App server={createServer()} router={createAppRouter()} />
  </StrictMode>,
);
