import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import { createMock } from './mock';

/** Serves the mock from Vite's own dev and preview servers, so that the app can be tried without the real one. */
export function mockServer(): Plugin {
  const mock = createMock();
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    void answer(mock, request, response, next);
  };
  return {
    name: 'carewright-mock',
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}

async function answer(mock: (request: Request) => Promise<Response | undefined>, request: IncomingMessage, response: ServerResponse, next: () => void) {
  if ((request.headers.accept ?? '').includes('text/html')) return next();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const method = request.method ?? 'GET';
  const asked = new Request(`http://localhost${request.url ?? '/'}`, {
    method,
    headers: Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : [])),
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  });
  const answered = await mock(asked);
  if (!answered) return next();
  response.statusCode = answered.status;
  answered.headers.forEach((value, name) => response.setHeader(name, value));
  response.end(Buffer.from(await answered.arrayBuffer()));
}
