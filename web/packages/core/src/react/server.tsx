import { createBatcher, createClient, HttpError, type Batcher, type Client } from '@carewright/fhir-client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, use, useMemo, type ReactNode } from 'react';
import { createConnection, type Connection } from './connection';

/** The app's one connection: requests, what they brought (kept in memory only), and who hears of 401 and activity. */
export interface Server {
  readonly client: Client;
  readonly batcher: Batcher;
  readonly queries: QueryClient;
  readonly onUnauthorized: Listeners;
  readonly onActivity: Listeners;
  readonly connection: Connection;
}

export interface Listeners {
  readonly add: (listener: () => void) => () => void;
  readonly call: () => void;
}

function createListeners(): Listeners {
  const all = new Set<() => void>();
  return {
    add: (listener) => {
      all.add(listener);
      return () => all.delete(listener);
    },
    call: () => all.forEach((listener) => listener()),
  };
}

export function createServer(fetchLike?: typeof fetch): Server {
  const [onUnauthorized, onActivity] = [createListeners(), createListeners()];
  const connection = createConnection(fetchLike);
  const client = createClient({
    ...(fetchLike ? { fetch: fetchLike } : {}),
    onUnauthorized: onUnauthorized.call,
    onActivity: onActivity.call,
    onReachable: connection.found,
    onUnreachable: connection.lost,
  });
  return { client, batcher: createBatcher(client), queries: createQueries(), onUnauthorized, onActivity, connection };
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Every look is on record: a window that gains focus must not look again by itself.
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        retry: (count, error) => !(error instanceof HttpError) && count < 1,
      },
    },
  });
}

const ServerContext = createContext<Server | undefined>(undefined);

export function ServerProvider({ server, children }: { server: Server; children: ReactNode }) {
  const queries = useMemo(() => server.queries, [server]);
  return (
    <ServerContext value={server}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ServerContext>
  );
}

export function useServer(): Server {
  const server = use(ServerContext);
  if (!server) throw new Error('useServer needs a ServerProvider above it');
  return server;
}
