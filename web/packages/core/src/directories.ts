import type { Client } from '@carewright/fhir-client';
import type { FactorNeeded } from './account';
import type { Session } from './session';

/** A directory of the clinic by which people sign in. */
export interface DirectoryName {
  readonly id: string;
  readonly name: string;
}

/** The doors of signing in by the clinic's directory: the browser goes there and comes back to `/sign-in?returned=…`. */
export const directories = {
  names: (client: Client, signal?: AbortSignal) => client.json<{ directories: DirectoryName[] }>('GET', '/auth/directories', undefined, signal),
  begin: (client: Client, id: string, stepUp: boolean) => client.json<{ goTo: string }>('POST', `/auth/directories/${encodeURIComponent(id)}/begin`, { stepUp }),
  /** A session, a second factor that is asked for, or nothing when somebody who is signed in proved once more who they are. */
  finish: (client: Client, returned: string) => client.json<Session | FactorNeeded | undefined>('POST', '/auth/directories/finish', { returned }),
};

const wayBack = 'carewright-way-back';

/** Goes to the directory; `back` is where the person wants to be afterwards. Nothing of the record is in it that is not in this tab's own address. */
export async function goToDirectory(client: Client, id: string, stepUp: boolean, back: string | undefined): Promise<void> {
  const { goTo } = await directories.begin(client, id, stepUp);
  if (back === undefined) sessionStorage.removeItem(wayBack);
  else sessionStorage.setItem(wayBack, back);
  window.location.assign(goTo);
}

/** Where the person wanted to be before they were sent to the directory; told once. */
export function takeWayBack(): string | undefined {
  const back = sessionStorage.getItem(wayBack) ?? undefined;
  sessionStorage.removeItem(wayBack);
  return back;
}
