import type { Bundle, BundleEntry, FhirResource, OperationOutcome } from './types';
import type { Client } from './client';
import { errorFromOutcome } from './errors';

interface Waiting {
  readonly url: string;
  readonly resolve: (resource: FhirResource) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads and searches asked for in the same turn, sent as one batch Bundle, each answered by itself. */
export interface Batcher {
  get<T extends FhirResource>(url: string): Promise<T>;
}

/**
 * Gathers GETs until the current turn of the event loop ends. A failing entry rejects only its own caller; a failing
 * batch rejects all. FHIR R4 http.html#transaction, batch rules.
 */
export function createBatcher(client: Client): Batcher {
  let queue: Waiting[] = [];
  const flush = () => {
    const sent = queue;
    queue = [];
    void send(client, sent);
  };
  return {
    get: <T extends FhirResource>(url: string) =>
      new Promise<T>((resolve, reject) => {
        if (queue.length === 0) setTimeout(flush, 0);
        queue.push({ url, resolve: (resource) => resolve(resource as T), reject });
      }),
  };
}

async function send(client: Client, waiting: readonly Waiting[]): Promise<void> {
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'batch',
    entry: waiting.map(({ url }) => ({ request: { method: 'GET', url } })),
  };
  try {
    const answer = await client.batch(bundle);
    waiting.forEach((one, index) => settle(one, answer.entry?.[index]));
  } catch (error) {
    waiting.forEach((one) => one.reject(error));
  }
}

function settle(one: Waiting, entry: BundleEntry | undefined): void {
  const status = Number.parseInt(entry?.response?.status ?? '500', 10);
  if (status >= 200 && status < 300 && entry?.resource) {
    one.resolve(entry.resource);
    return;
  }
  const outcome = entry?.response?.outcome ?? entry?.resource;
  one.reject(errorFromOutcome(status, outcome?.resourceType === 'OperationOutcome' ? (outcome as OperationOutcome) : undefined));
}
