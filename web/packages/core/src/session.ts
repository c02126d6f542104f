import { browserZone, isZone, type Zone } from './zones';

/** Who is signed in and what they may do: the answer of `GET /auth/session` (docs/architecture/http-api.md). */
export interface Session {
  readonly userName: string;
  readonly display: string;
  readonly role: Role;
  readonly tenant: string;
  readonly fhirUser?: string;
  readonly site?: { readonly reference: string; readonly display?: string | null; readonly timeZone?: string | null } | null;
  readonly department?: { readonly code: string; readonly display?: string } | null;
  readonly idleTimeoutSeconds: number;
  readonly expiresAt: string;
  readonly may: Readonly<Record<string, readonly string[]>>;
  readonly areas: readonly string[];
  /** What the policy lets this actor do beside reading and writing the record. */
  readonly operations: readonly string[];
  /** Kinds of second factor of which one must be set up before anything else; null when nothing must. */
  readonly mustEnrol?: readonly ('totp' | 'passkey')[] | null;
  /** The session does nothing until its person has proved once more who they are. */
  readonly mustProve?: boolean;
  /** The store is a demonstration: nobody is asked for a second factor. */
  readonly demonstration?: boolean;
}

export const roles = [
  'physician', 'nurse', 'medical-assistant', 'front-desk', 'biller', 'compliance-officer', 'administrator', 'patient',
  'proxy', 'system-interface',
] as const;
export type Role = (typeof roles)[number];

export type Area = 'finder' | 'chart' | 'schedule' | 'audit' | 'users' | 'exports' | 'policies' | 'explain' | 'reviews' | 'interfaces' | 'messages' | 'in-basket' | 'in-house';

/** True only for what the server listed; anything unlisted is refused there and not shown here. */
export function may(session: Session, type: string, interaction: 'read' | 'search' | 'history' | 'vread'): boolean {
  return session.may[type]?.includes(interaction) ?? false;
}

export function hasArea(session: Session, area: Area): boolean {
  return session.areas.includes(area);
}

/** `privacy`: decides on patients' rights. `privacy-intake`: takes a patient's wish in, or records a decision of their own. `result-sign`: signs results. */
export type Operation = 'privacy' | 'privacy-intake' | 'result-sign';

export function mayOperate(session: Session, operation: Operation): boolean {
  return session.operations.includes(operation);
}

/** Whoever decides takes in as well. */
export function takesIn(session: Session): boolean {
  return mayOperate(session, 'privacy') || mayOperate(session, 'privacy-intake');
}

/** The time zone of the session's site, else the browser's: a site without one is where its people are. */
export function sessionZone(session: Session): Zone {
  const named = session.site?.timeZone;
  return isZone(named) ? named : browserZone();
}

/** The path of the first screen of this actor; a patient's first screen is their own chart, a proxy's the choice of whose. */
export function homePath(session: Session): string {
  const [type, id] = session.fhirUser?.split('/') ?? [];
  if (type === 'Patient' && id && hasArea(session, 'chart')) return `/patients/${id}`;
  if (session.role === 'proxy') return '/records';
  if (hasArea(session, 'schedule')) return '/schedule';
  if (hasArea(session, 'audit')) return '/audit-log';
  if (hasArea(session, 'users')) return '/staff';
  if (hasArea(session, 'exports')) return '/exports';
  return '/welcome';
}

/** Whose record this actor can take out without naming anybody: a patient's own. */
export function ownPatient(session: Session): string | undefined {
  const [type, id] = session.fhirUser?.split('/') ?? [];
  return type === 'Patient' ? id : undefined;
}

/** A return path that stays on this origin: anything else would let a crafted link lead a signed-in user away. */
export function safeReturnPath(path: string | undefined): string | undefined {
  if (!path?.startsWith('/') || path.startsWith('//') || path.includes('\\')) return undefined;
  return path.startsWith('/sign-in') || path.startsWith('/start') ? undefined : path;
}
