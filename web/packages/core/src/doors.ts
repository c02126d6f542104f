import type { Client } from '@carewright/fhir-client';
import type { FactorNeeded } from './account';
import type { Role, Session } from './session';

/** The JSON doors beside FHIR, typed as docs/architecture/http-api.md writes them. */
export interface UserAccount {
  readonly userName: string;
  readonly display: string;
  readonly role: Role;
  readonly site?: string | { readonly reference: string; readonly display?: string } | null;
  readonly department?: string | { readonly code: string; readonly display?: string } | null;
  readonly fhirUser?: string | null;
  readonly disabled: boolean;
  readonly lockedUntil?: string | null;
  readonly lastSignIn?: string | null;
  readonly factors: {
    readonly kinds: readonly ('totp' | 'passkey')[];
    readonly recoveryCodesLeft: number;
    readonly required: boolean;
    readonly missing: boolean;
    readonly awaitsCode: boolean;
    readonly leave: { readonly reason: string; readonly until: string; readonly by: string } | null;
  };
}

export interface UserDraft {
  userName?: string;
  display?: string;
  role?: Role;
  site?: string | null;
  department?: string | null;
  fhirUser?: string;
  password?: string;
  disabled?: boolean;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly userName?: string;
  readonly display?: string;
  readonly role?: string;
  readonly site?: string | null;
  readonly department?: string | null;
  readonly client?: string;
  readonly address?: string;
  readonly purpose?: string;
  readonly action: string;
  readonly interaction: string;
  readonly outcome: 'success' | 'refused' | 'failed';
  readonly status?: number;
  readonly resourceType?: string;
  readonly query?: string;
  readonly resources?: readonly string[];
  readonly patients?: readonly { readonly reference: string; readonly display?: string }[];
}

/** Somebody whom the audit log may name. */
export interface AuditUser {
  readonly userName: string;
  readonly display: string;
  readonly role: Role;
  readonly disabled: boolean;
}

export interface AuditPage {
  readonly events: readonly AuditEntry[];
  readonly next: string | null;
}

export interface AuditFilters {
  readonly user?: string;
  readonly patient?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
}

export interface ChainState {
  readonly verified: boolean;
  readonly records: number;
  readonly firstBroken: string | number | null;
  /** A version that the log says was written and that the record does not have. */
  readonly lost: { readonly reference: string; readonly sequence: number; readonly at: string } | null;
}

/** A record that is being taken out, or has been: the archive of everyone or of one patient. */
export interface ExportJob {
  readonly id: string;
  readonly kind: 'ehi' | 'export';
  /** Whose record; null for everyone's. */
  readonly patient: string | null;
  readonly state: 'open' | 'done' | 'failed';
  readonly resources: number;
  readonly bytes: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly failure: string | null;
}

/** What a finished export offers; its addresses end after an hour. */
export interface ExportManifest {
  readonly output: readonly { readonly url: string; readonly count: number }[];
}

export interface SetupDraft {
  readonly code: string;
  readonly tenant: string;
  readonly userName: string;
  readonly display: string;
  readonly password: string;
}

export const doors = {
  session: (client: Client, peek = false) => client.json<Session>('GET', peek ? '/auth/session?peek=1' : '/auth/session'),
  signIn: (client: Client, userName: string, password: string) =>
    client.json<Session | FactorNeeded>('POST', '/auth/sign-in', { userName, password }),
  /** Whoever signed in by a directory is told where to end the session there. */
  signOut: (client: Client) => client.json<{ goTo?: string } | undefined>('POST', '/auth/sign-out'),
  setupNeeded: (client: Client) => client.json<{ needed: boolean }>('GET', '/setup'),
  setup: (client: Client, draft: SetupDraft) => client.json<Session>('POST', '/setup', draft),
  users: (client: Client, signal?: AbortSignal) =>
    client.json<{ users: UserAccount[] }>('GET', '/users', undefined, signal),
  addUser: (client: Client, draft: UserDraft) => client.json('POST', '/users', draft),
  changeUser: (client: Client, userName: string, draft: UserDraft) =>
    client.json('PATCH', `/users/${encodeURIComponent(userName)}`, draft),
  auditEvents: (client: Client, filters: AuditFilters, cursor?: string, signal?: AbortSignal) =>
    client.json<AuditPage>('GET', `/audit/events?${auditQuery(filters, { count: '50', cursor })}`, undefined, signal),
  auditUsers: (client: Client, signal?: AbortSignal) => client.json<{ users: AuditUser[] }>('GET', '/audit/users', undefined, signal),
  exports: (client: Client, signal?: AbortSignal) => client.json<{ jobs: ExportJob[] }>('GET', '/bulk/jobs', undefined, signal),
  startExport: (client: Client, patient: string | undefined) => client.json('POST', '/bulk/ehi', patient === undefined ? undefined : { patient }),
  exportManifest: (client: Client, id: string) => client.json<ExportManifest>('GET', `/bulk/jobs/${encodeURIComponent(id)}`),
  removeExport: (client: Client, id: string) => client.json('DELETE', `/bulk/jobs/${encodeURIComponent(id)}`),
  verifyAudit: (client: Client) => client.json<ChainState>('GET', '/audit/verify'),
};

export function auditExportPath(filters: AuditFilters, format: 'csv' | 'ndjson'): string {
  return `/audit/export?${auditQuery(filters, { format })}`;
}

function auditQuery(filters: AuditFilters, extra: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries<string | undefined>({ ...filters, ...extra })) {
    if (value !== undefined && value !== '') query.set(name, value);
  }
  return query.toString();
}
