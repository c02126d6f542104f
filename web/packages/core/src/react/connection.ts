import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useServer } from './server';

/** Whether the server answers, as far as the last request knows. */
export interface Connection {
  readonly isLost: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
  readonly lost: () => void;
  readonly found: () => void;
  /** Asks the server whether it is there; what it answers does not matter. */
  readonly probe: () => Promise<void>;
}

export function createConnection(call: typeof fetch = (input, init) => fetch(input, init)): Connection {
  let isLost = false;
  const listeners = new Set<() => void>();
  const set = (next: boolean) => {
    if (next === isLost) return;
    isLost = next;
    listeners.forEach((listener) => listener());
  };
  return {
    isLost: () => isLost,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    lost: () => set(true),
    found: () => set(false),
    probe: async () => {
      try {
        await call('/health/live', { cache: 'no-store' });
        set(false);
      } catch {
        // Still away: the next try comes by itself.
        set(true);
      }
    },
  };
}

const retrySeconds = 5;

/** True while the server does not answer; keeps asking until it does. */
export function useConnectionLost(): { lost: boolean; trying: boolean; retry: () => void } {
  const { connection } = useServer();
  const lost = useSyncExternalStore(connection.subscribe, connection.isLost);
  const [trying, setTrying] = useState(false);
  const retry = useCallback(() => {
    setTrying(true);
    void connection.probe().finally(() => setTrying(false));
  }, [connection]);
  useEffect(() => {
    const away = () => connection.lost();
    const back = () => void connection.probe();
    window.addEventListener('offline', away);
    window.addEventListener('online', back);
    return () => {
      window.removeEventListener('offline', away);
      window.removeEventListener('online', back);
    };
  }, [connection]);
  useEffect(() => {
    if (!lost) return undefined;
    const timer = setInterval(() => void connection.probe(), retrySeconds * 1000);
    return () => clearInterval(timer);
  }, [connection, lost]);
  return { lost, trying, retry };
}
