import type { Bundle, FhirResource } from './types';
import { errorFromBody } from './errors';

export interface ClientOptions {
  /** Path of the FHIR endpoint on this origin. */
  readonly fhirBase?: string;
  readonly fetch?: typeof fetch;
  /** Called once per answer 401, before the error is thrown. */
  readonly onUnauthorized?: () => void;
  /** Called after every answer that counted as activity of the session. */
  readonly onActivity?: () => void;
  /** Called after every answer, whatever it says. */
  readonly onReachable?: () => void;
  /** Called when no answer came: no network, or no server. */
  readonly onUnreachable?: () => void;
}

/** The thin typed door to the server: FHIR reads and searches, and the JSON doors that are not records. */
export interface Client {
  readonly fhirBase: string;
  read<T extends FhirResource>(reference: string, signal?: AbortSignal): Promise<T>;
  /** The resource as the bytes the server holds, so that decimals keep their digits on screen. */
  readText(reference: string, signal?: AbortSignal): Promise<string>;
  search(pathAndQuery: string, signal?: AbortSignal): Promise<Bundle>;
  batch(bundle: Bundle, signal?: AbortSignal): Promise<Bundle>;
  json<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T>;
  /** A new version of a resource, or a new one; only over `version` where that is given. */
  update(resource: FhirResource, version?: string): Promise<void>;
  /** What a door answers as a file. */
  file(method: string, path: string, mime: string, body?: unknown): Promise<Blob>;
}

const fhirJson = 'application/fhir+json';

export function createClient(options: ClientOptions = {}): Client {
  const fhirBase = options.fhirBase ?? '/fhir';
  const ask = asker(options);
  const send = async (...request: Parameters<typeof ask>) => (await ask(...request)).text();
  const fhirText = (path: string, signal?: AbortSignal) => send('GET', toLocal(path, fhirBase), fhirJson, undefined, signal);
  return {
    fhirBase,
    read: async <T extends FhirResource>(reference: string, signal?: AbortSignal) =>
      parseFhir<T>(await fhirText(reference, signal)),
    readText: fhirText,
    search: async (pathAndQuery, signal) => parseFhir<Bundle>(await fhirText(pathAndQuery, signal)),
    batch: async (bundle, signal) =>
      parseFhir<Bundle>(await send('POST', fhirBase, fhirJson, JSON.stringify(bundle), signal)),
    json: async <T>(method: string, path: string, body?: unknown, signal?: AbortSignal) => {
      const text = await send(method, path, 'application/json', body === undefined ? undefined : JSON.stringify(body), signal);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },
    update: async (resource, version) => {
      await send('PUT', `${fhirBase}/${resource.resourceType}/${resource.id ?? ''}`, fhirJson, JSON.stringify(resource), undefined, version === undefined ? {} : { 'If-Match': `W/"${version}"` });
    },
    file: async (method, path, mime, body) => (await ask(method, path, mime, body === undefined ? undefined : JSON.stringify(body), undefined, body === undefined ? {} : { 'Content-Type': 'application/json' })).blob(),
  };
}

function asker(options: ClientOptions) {
  return async (method: string, path: string, mime: string, body: string | undefined, signal: AbortSignal | undefined, headers: Record<string, string> = {}) => {
    const call = options.fetch ?? fetch;
    const asked = call(path, {
      method,
      headers: { ...headersFor(method, mime, body), ...headers },
      // The browser's own HTTP cache must never hold a record.
      cache: 'no-store',
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    });
    const response = await asked.catch((error: unknown) => {
      if (!signal?.aborted) options.onUnreachable?.();
      throw error;
    });
    options.onReachable?.();
    if (response.status === 401) options.onUnauthorized?.();
    else if (!path.includes('peek=1')) options.onActivity?.();
    if (!response.ok) throw errorFromBody(response.status, await response.text());
    return response;
  };
}

function headersFor(method: string, mime: string, body: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { Accept: mime };
  if (body !== undefined) headers['Content-Type'] = mime;
  if (method !== 'GET' && method !== 'HEAD') headers['X-Carewright-App'] = '1';
  return headers;
}

/**
 * A path on this origin for a relative reference, a search, or a link that the server wrote with its own origin.
 * Links outside the FHIR endpoint are refused: following one would send the session elsewhere.
 */
export function toLocal(link: string, fhirBase: string): string {
  const url = new URL(link, `http://origin.invalid${fhirBase}/`);
  if (url.pathname !== fhirBase && !url.pathname.startsWith(`${fhirBase}/`)) {
    throw new Error(`not a link of this server: ${url.pathname}`);
  }
  return url.pathname + url.search;
}

/**
 * JSON.parse drops the trailing zeros of a decimal, and in a result 7.40 says more than 7.4. The digits as sent
 * are kept beside the number under `valueText`. An unescaped `"value":` cannot occur inside a JSON string.
 */
// The caller names the type it asked the server for; nothing here can prove it.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function parseFhir<T>(text: string): T {
  const kept = text.replace(/"value"\s*:\s*(-?\d+\.\d*0)(?=\s*[,}\]])/g, (match, digits: string) => `${match},"valueText":"${digits}"`);
  return JSON.parse(kept) as T;
}

/** The link to the next page, or undefined on the last one. */
export function nextLink(bundle: Bundle | undefined): string | undefined {
  return bundle?.link?.find((link) => link.relation === 'next')?.url;
}

/** A search path with its parameters encoded; an array repeats the parameter, which means AND. */
export function searchPath(type: string, parameters: Record<string, string | number | readonly string[] | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [String(value)]) query.append(name, one);
  }
  const text = query.toString();
  return text === '' ? type : `${type}?${text}`;
}

/** Escapes what FHIR search gives a meaning inside a value (search.html#escaping). */
export function escapeSearchValue(value: string): string {
  return value.replace(/[\\,|$]/g, (character) => `\\${character}`);
}
