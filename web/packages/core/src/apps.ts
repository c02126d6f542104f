import type { Client } from '@carewright/fhir-client';

/** The doors about apps, typed as docs/architecture/http-api.md writes them. */
export interface ConsentScope {
  readonly scope: string;
  /** Whose data; null for a scope that is one word. */
  readonly subject: 'patient' | 'user' | null;
  readonly type: string | null;
  readonly criteria: string | null;
  readonly mayRead: boolean;
  readonly mayChange: boolean;
}

export interface ConsentRequest {
  readonly app: { readonly name: string; readonly description: string; readonly host: string };
  readonly isAsked: boolean;
  readonly scopes: readonly ConsentScope[];
  readonly refused: readonly string[];
  readonly needsPatient: boolean;
  readonly patient: string | null;
  readonly mustSignIn: boolean;
}

export interface RegisteredApp {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly kind: AppKind | CertificateKind;
  readonly state: 'proposed' | 'approved' | 'suspended';
  readonly isBackend: boolean;
  readonly isTrusted: boolean;
  readonly scopes: string;
  readonly redirectUris: readonly string[];
  readonly launchUri: string | null;
  /** Where its public keys are fetched from; null when it has none, or they were registered themselves. */
  readonly jwksUri: string | null;
  /** Its own certificates; null when it is known otherwise. */
  readonly certificates: readonly AppCertificate[] | null;
  /** The subject of the certificates that its registered authority gives. */
  readonly certificateSubject: string | null;
  readonly proposedBy: string;
  readonly proposedAt: string;
  /** How many users have let it in. */
  readonly grants: number;
  /** Given once, when it was made. */
  readonly secret: string | null;
}

export const appKinds = ['public', 'secret', 'key'] as const;
export type AppKind = (typeof appKinds)[number];

/** How partners prove themselves at the listener of their own. */
export const certificateKinds = ['own-certificate', 'issued-certificate'] as const;
export type CertificateKind = (typeof certificateKinds)[number];

/** A certificate as it is registered. */
export interface AppCertificate {
  readonly thumbprint: string;
  readonly subject: string;
  readonly endsAt: string;
}

/** Certificates on their way in: either the app's own in PEM, or an authority's and the subject that it vouches for. */
export interface CertificateDraft {
  readonly own?: readonly string[];
  readonly issuer?: string;
  readonly subject?: string;
}

export interface AppDraft {
  readonly name: string;
  readonly description: string;
  readonly kind: AppKind | CertificateKind;
  readonly scopes: string;
  readonly isBackend: boolean;
  readonly redirectUris: readonly string[];
  readonly launchUri: string | null;
  readonly jwks: string | null;
  readonly jwksUri: string | null;
  readonly certificates: CertificateDraft | null;
}

/** What changes of an app; what is absent stays. */
export interface AppEdit {
  readonly name?: string;
  readonly description?: string;
  readonly redirectUris?: readonly string[];
  /** Empty: it is not launched any more. */
  readonly launchUri?: string;
  readonly scopes?: string;
  readonly jwks?: string;
  readonly jwksUri?: string;
}

export interface AppChange {
  readonly state?: 'approved' | 'suspended';
  readonly isTrusted?: boolean;
}

export interface GalleryApp {
  readonly clientId: string;
  readonly name: string;
  readonly description: string;
  readonly isAboutPatient: boolean;
}

export interface AppGrant {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly ConsentScope[];
  readonly patient: string | null;
  readonly outlivesSession: boolean;
  readonly startedAt: string;
  readonly lastUsedAt: string | null;
}

const path = (base: string, id: string) => `${base}/${encodeURIComponent(id)}`;

export const appDoors = {
  request: (client: Client, id: string, signal?: AbortSignal) => client.json<ConsentRequest>('GET', path('/auth/requests', id), undefined, signal),
  allow: (client: Client, id: string, scopes: readonly string[], patient: string | null) =>
    client.json<{ redirect: string }>('POST', path('/auth/requests', id), { scopes, patient }),
  deny: (client: Client, id: string) => client.json<{ redirect: string }>('DELETE', path('/auth/requests', id)),
  gallery: (client: Client, signal?: AbortSignal) => client.json<{ apps: GalleryApp[] }>('GET', '/auth/gallery', undefined, signal),
  launch: (client: Client, app: string, patient: string | null) => client.json<{ url: string }>('POST', '/auth/launches', { client: app, patient }),
  grants: (client: Client, signal?: AbortSignal) => client.json<{ grants: AppGrant[] }>('GET', '/auth/grants', undefined, signal),
  endGrant: (client: Client, id: string) => client.json('DELETE', path('/auth/grants', id)),
  apps: (client: Client, signal?: AbortSignal) => client.json<{ apps: RegisteredApp[] }>('GET', '/auth/apps', undefined, signal),
  register: (client: Client, draft: AppDraft) => client.json<RegisteredApp>('POST', '/auth/apps', draft),
  change: (client: Client, id: string, change: AppChange | AppEdit) => client.json<RegisteredApp>('PATCH', path('/auth/apps', id), change),
  setCertificates: (client: Client, id: string, certificates: CertificateDraft) => client.json<RegisteredApp>('PUT', `${path('/auth/apps', id)}/certificates`, certificates),
  remove: (client: Client, id: string) => client.json('DELETE', path('/auth/apps', id)),
};
