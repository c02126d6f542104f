import type { Client } from '@carewright/fhir-client';
import { askPasskey, makePasskey } from './passkeys';
import type { Session } from './session';

/** What can prove a person beside the password, in the words of `docs/architecture/http-api.md`. */
export type FactorKind = 'totp' | 'passkey' | 'recovery' | 'enrolment-code';

/** The first step of a sign-in was right; a second factor is asked for. */
export interface FactorNeeded {
  readonly challenge: string;
  readonly kinds: readonly FactorKind[];
  readonly endsAt: string;
}

export interface PasskeyEntry {
  readonly id: string;
  readonly name: string;
  readonly addedAt: string;
  readonly lastUsed: string | null;
  readonly synced: boolean;
}

export interface OwnAccount {
  readonly userName: string;
  readonly display: string;
  readonly factors: {
    readonly totp: { readonly addedAt: string; readonly lastUsed: string } | null;
    readonly passkeys: readonly PasskeyEntry[];
    readonly recoveryCodesLeft: number;
  };
  readonly required: boolean;
  readonly kinds: readonly FactorKind[];
  readonly leaveUntil: string | null;
  /** Whether the person has just said who they are; what changes how they sign in asks once more otherwise. */
  readonly fresh: boolean;
  readonly stepUp: readonly (FactorKind | 'password')[];
  /** The directory where they can do so; null when they signed in otherwise. */
  readonly directory: { readonly id: string; readonly name: string } | null;
}

export interface TotpSecret {
  readonly secret: string;
  readonly uri: string;
  /** An SVG in a data address. */
  readonly picture: string;
}

export interface FactorAdded {
  readonly session: Session;
  /** Shown this once; null when the person has some already. */
  readonly recoveryCodes: readonly string[] | null;
}

export interface OwnSession {
  readonly id: string;
  readonly agent: string | null;
  readonly address: string;
  readonly lastAddress: string;
  readonly startedAt: string;
  readonly lastActivity: string;
  readonly current: boolean;
}

interface Ceremony<Options> {
  readonly challenge: string;
  readonly options: Options;
}

/** The doors by which a person signs in, and sees and changes how. */
export const account = {
  proveFactor: (client: Client, challenge: string, kind: FactorKind, code: string) =>
    client.json<Session>('POST', '/auth/sign-in/factor', { challenge, kind, code }),
  /** With the challenge of a sign-in that has begun: its second step; without: all of it. */
  signInByPasskey: async (client: Client, challenge?: string) => {
    const begun = await client.json<Ceremony<PublicKeyCredentialRequestOptionsJSON>>('POST', '/auth/passkey-options', challenge === undefined ? {} : { challenge });
    return client.json<Session>('POST', '/auth/sign-in/passkey', { challenge: begun.challenge, credential: await askPasskey(begun.options) });
  },
  own: (client: Client, signal?: AbortSignal) => client.json<OwnAccount>('GET', '/account', undefined, signal),
  beginTotp: (client: Client) => client.json<TotpSecret>('POST', '/account/totp'),
  confirmTotp: (client: Client, code: string) => client.json<FactorAdded>('POST', '/account/totp/confirm', { code }),
  removeTotp: (client: Client) => client.json('DELETE', '/account/totp'),
  addPasskey: async (client: Client, name: string) => {
    const begun = await client.json<Ceremony<PublicKeyCredentialCreationOptionsJSON>>('POST', '/account/passkeys/options');
    return client.json<FactorAdded>('POST', '/account/passkeys', { challenge: begun.challenge, credential: await makePasskey(begun.options), name });
  },
  removePasskey: (client: Client, id: string) => client.json('DELETE', `/account/passkeys/${encodeURIComponent(id)}`),
  renewCodes: (client: Client) => client.json<{ recoveryCodes: string[] }>('POST', '/account/recovery-codes'),
  changePassword: (client: Client, old: string, fresh: string) => client.json<Session>('POST', '/account/password', { old, new: fresh }),
  stepUp: (client: Client, kind: FactorKind | 'password', code: string) => client.json('POST', '/account/step-up', { kind, code }),
  stepUpByPasskey: async (client: Client) => {
    const begun = await client.json<Ceremony<PublicKeyCredentialRequestOptionsJSON>>('POST', '/account/step-up/passkey-options');
    return client.json('POST', '/account/step-up/passkey', { challenge: begun.challenge, credential: await askPasskey(begun.options) });
  },
  sessions: (client: Client, signal?: AbortSignal) => client.json<{ sessions: OwnSession[] }>('GET', '/account/sessions', undefined, signal),
  endSession: (client: Client, id: string) => client.json('DELETE', `/account/sessions/${encodeURIComponent(id)}`),
  endSessions: (client: Client, which: 'others' | 'all') => client.json('POST', '/account/sessions/end', { which }),
};
