import { createServer } from '@carewright/core';
import { render } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { App } from '../src/shell/app';
import { startLanguage } from '../src/shell/language';
import { createAppRouter } from '../src/shell/router';
import { createMock } from './mock';

/** The mock behind the real fetch, with a log of what the app asked. */
export const network = setupServer();

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly app: string | null;
  readonly body: string;
}

export function serveMock(options: Parameters<typeof createMock>[0] = {}): Asked[] {
  const mock = createMock(options);
  const asked: Asked[] = [];
  network.use(
    http.all('*', async ({ request }) => {
      asked.push({ method: request.method, url: request.url.replace('http://localhost', ''), app: request.headers.get('X-Carewright-App'), body: await request.clone().text() });
      return (await mock(request)) ?? HttpResponse.text('', { status: 404 });
    }),
  );
  return asked;
}

/** The whole app at a path, over real fetch calls. */
export async function openApp(path: string, language: 'en' | 'es' = 'en') {
  await startLanguage(language);
  window.history.replaceState(null, '', path);
  const server = createServer((input, init) => fetch(new URL(input as string, 'http://localhost'), init));
  const router = createAppRouter();
  return { server, router, ...render(<App server={server} router={router} />) };
}
