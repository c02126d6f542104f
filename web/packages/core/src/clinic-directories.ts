import type { Client } from '@carewright/fhir-client';

/** The doors by which an administrator sets up the clinic's directories (/users/directories), typed as docs/architecture/http-api.md writes them. */
export const directoryProofs = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
export type DirectoryProof = (typeof directoryProofs)[number];

export interface GroupRole {
  readonly group: string;
  readonly role: string;
}

/** What a directory is and may decide. */
export interface DirectorySettings {
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly authentication: DirectoryProof;
  readonly scopes: readonly string[];
  readonly isEnabled: boolean;
  readonly groupsClaim: string;
  readonly roles: readonly GroupRole[];
  readonly nameClaim: string;
  readonly nameSuffix: string;
  readonly linksByName: boolean;
  readonly makesAccounts: boolean;
  /** Values of `amr` or `acr` that count as a second proof. */
  readonly trustedFactors: readonly string[];
}

/** Settings on their way in: a secret that is absent stays as it is. */
export interface DirectoryDraft extends DirectorySettings {
  readonly secret?: string;
}

export interface DirectoryLinkEntry {
  readonly userName: string;
  readonly subject: string;
  readonly by: string;
  readonly at: string;
}

/** Somebody who signed in there and whose account here nobody has named yet. */
export interface WaitingIdentity {
  readonly subject: string;
  readonly display: string;
  readonly name: string | null;
  readonly lastSeen: string;
}

export interface ClinicDirectory {
  readonly directory: DirectorySettings & { readonly id: string };
  readonly hasSecret: boolean;
  /** Addresses to be entered at the directory. */
  readonly callback: string;
  readonly logout: string;
  readonly afterSignOut: string;
  readonly keys: string | null;
  readonly links: readonly DirectoryLinkEntry[];
  readonly waiting: readonly WaitingIdentity[];
}

export interface DirectoryTestLine {
  readonly what: 'answers' | 'keys' | 'algorithms' | 'pkce' | 'issuer-in-answer' | 'logout';
  readonly holds: boolean;
  readonly fault: string | null;
  /** What should hold and need not. */
  readonly isAdvice: boolean;
}

export interface DirectoryTest {
  readonly lines: readonly DirectoryTestLine[];
  readonly works: boolean;
}

/** The settings of a directory as they are sent back: its id stands in the address. */
export function settingsOf({ directory }: ClinicDirectory): DirectorySettings {
  const { name, issuer, clientId, authentication, scopes, isEnabled, groupsClaim, roles, nameClaim, nameSuffix, linksByName, makesAccounts, trustedFactors } = directory;
  return { name, issuer, clientId, authentication, scopes, isEnabled, groupsClaim, roles, nameClaim, nameSuffix, linksByName, makesAccounts, trustedFactors };
}

const at = (id: string, rest = '') => `/users/directories/${encodeURIComponent(id)}${rest}`;
const link = (id: string, userName: string) => at(id, `/links/${encodeURIComponent(userName)}`);

export const clinicDirectories = {
  all: (client: Client, signal?: AbortSignal) => client.json<{ directories: ClinicDirectory[] }>('GET', '/users/directories', undefined, signal),
  put: (client: Client, id: string, draft: DirectoryDraft) => client.json<ClinicDirectory>('PUT', at(id), draft),
  remove: (client: Client, id: string) => client.json('DELETE', at(id)),
  test: (client: Client, id: string) => client.json<DirectoryTest>('POST', at(id, '/test')),
  link: (client: Client, id: string, userName: string, subject: string) => client.json('PUT', link(id, userName), { subject }),
  unlink: (client: Client, id: string, userName: string) => client.json('DELETE', link(id, userName)),
};
