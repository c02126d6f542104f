/** The app's own successor: watched for, and put in place when the reader says so. */
export interface Updates {
  readonly start: (container: ServiceWorkerContainer) => void;
  readonly subscribe: (listener: () => void) => () => void;
  /** Puts the waiting version in place, which reloads the page; undefined while there is none. */
  readonly waiting: () => (() => void) | undefined;
}

const checkEvery = 3_600_000;

export function createUpdates(reload: () => void): Updates {
  let apply: (() => void) | undefined;
  const listeners = new Set<() => void>();
  const offer = (next: () => void) => {
    apply = next;
    listeners.forEach((listener) => listener());
  };
  return {
    start: (container) => {
      let asked = false;
      let controlled = container.controller !== null;
      container.addEventListener('controllerchange', () => {
        if (asked) reload();
        // Another window said yes: this one still runs the old version, and says so instead of losing its screen.
        else if (controlled) offer(reload);
        controlled = true;
      });
      const ready = (worker: ServiceWorker) => offer(() => {
        asked = true;
        worker.postMessage({ type: 'SKIP_WAITING' });
      });
      // A browser that will not have it (an untrusted certificate, a private window) has the app all the same, only not offline.
      // One that blocks it without a word answers with no registration.
      container.register('/sw.js').then((registration?: ServiceWorkerRegistration) => registration && watch(container, registration, ready), () => undefined);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    waiting: () => apply,
  };
}

function watch(container: ServiceWorkerContainer, registration: ServiceWorkerRegistration, ready: (worker: ServiceWorker) => void): void {
  // Without a controller it is the first version that this browser has: there is nothing to replace.
  const found = (worker: ServiceWorker | null) => worker && container.controller ? ready(worker) : undefined;
  found(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => worker.state === 'installed' ? found(worker) : undefined);
  });
  // Without a network there is nothing to find; the next hour asks again.
  setInterval(() => void registration.update().catch(() => undefined), checkEvery);
}

export const updates = createUpdates(() => location.reload());
