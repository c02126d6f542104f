import { createServer } from '@carewright/core';
import { fireEvent, render, screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { App } from '../src/shell/app';
import { startLanguage } from '../src/shell/language';
import { createAppRouter } from '../src/shell/router';
import { createMock } from './mock';

/** The mock behind the real fetch, with a log of what the app asked. */
export const network = setupServer();

/** For the whole test file: what the app asks is answered by what a test serves, and by nothing else. */
export function usesNetwork() {
  beforeAll(() => network.listen({ onUnhandledRequest: 'error' }));
  afterEach(() => network.resetHandlers());
  afterAll(() => network.close());
}

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

/** Types a value into a field. */
export const type = (testId: string, value: string) => fireEvent.change(screen.getByTestId(testId), { target: { value } });

/** Fills in the sign-in page and sends it. */
export async function signIn(user: string, password = 'synthetic') {
  await screen.findByTestId('sign-in-user');
  type('sign-in-user', user);
  type('sign-in-password', password);
  fireEvent.click(screen.getByTestId('sign-in-submit'));
}
