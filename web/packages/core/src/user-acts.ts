import type { Client } from '@carewright/fhir-client';

/** Something that administrators are to know of an account. */
export interface StaffNotice {
  readonly id: string;
  readonly kind: 'access-ended' | 'access-not-ended' | 'role-proposed';
  readonly userName: string;
  readonly detail: string;
  readonly at: string;
}

const path = (userName: string, rest: string) => `/users/${encodeURIComponent(userName)}/${rest}`;

/** What an administrator does about how somebody signs in. */
export const userActs = {
  resetFactors: (client: Client, userName: string, reason: string) => client.json<{ code: string; endsAt: string }>('POST', path(userName, 'factors/reset'), { reason }),
  giveLeave: (client: Client, userName: string, reason: string, until: string) => client.json('PUT', path(userName, 'leave'), { reason, until }),
  endLeave: (client: Client, userName: string) => client.json('DELETE', path(userName, 'leave')),
  endSessions: (client: Client, userName: string) => client.json('POST', path(userName, 'sessions/end')),
  notices: (client: Client, signal?: AbortSignal) => client.json<{ notices: StaffNotice[] }>('GET', '/users/notices', undefined, signal),
  closeNotice: (client: Client, id: string) => client.json('POST', `/users/notices/${encodeURIComponent(id)}/done`),
};
