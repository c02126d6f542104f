import { HttpError } from '@carewright/fhir-client';
import { createContext, use, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type { FactorNeeded } from '../account';
import { doors, type SetupDraft } from '../doors';
import { idleState, type IdleState } from '../idle';
import { sessionZone, type Session } from '../session';
import type { Zone } from '../zones';
import { useServer, type Server } from './server';

export type SignedOutReason = 'idle' | 'ended' | 'signed-out';

export type SessionState =
  | { readonly kind: 'loading' }
  /** Nobody knows whether there is a session: the server does not answer. */
  | { readonly kind: 'offline' }
  | { readonly kind: 'setup' }
  | { readonly kind: 'signed-out'; readonly reason?: SignedOutReason }
  /** `isHeld`: it has just been stopped until its person proves who they are; what they were doing waits. */
  | { readonly kind: 'signed-in'; readonly session: Session; readonly isHeld?: boolean };

export interface SessionControls {
  readonly state: SessionState;
  /** The first step of a sign-in; what comes back asks for a second one. */
  readonly signIn: (userName: string, password: string) => Promise<FactorNeeded | undefined>;
  /** Goes on with a session that the server has begun. */
  readonly enter: (session: Session) => void;
  readonly setUp: (draft: SetupDraft) => Promise<void>;
  readonly signOut: (reason: SignedOutReason) => Promise<void>;
  readonly reload: () => Promise<void>;
}

const SessionContext = createContext<SessionControls | undefined>(undefined);

export function SessionProvider({ children }: { children: ReactNode }) {
  const server = useServer();
  const [state, setState] = useState<SessionState>({ kind: 'loading' });
  const forget = useForget(server);
  const reload = useCallback(async () => setState(await initialState(server)), [server]);

  useUnauthorized(state.kind === 'signed-in', forget, setState);
  useOtherTabs(forget, setState);
  useEffect(() => server.connection.subscribe(() => {
    if (!server.connection.isLost()) setState((now) => (now.kind === 'offline' ? { kind: 'loading' } : now));
  }), [server]);
  const isLoading = state.kind === 'loading';
  useEffect(() => {
    if (!isLoading) return undefined;
    let stale = false;
    void initialState(server).then((next) => {
      if (!stale) setState(next);
    });
    return () => {
      stale = true;
    };
  }, [server, isLoading]);

  const controls = useMemo<SessionControls>(
    () => ({
      state,
      reload,
      signIn: async (userName, password) => {
        const answer = await doors.signIn(server.client, userName, password);
        if ('challenge' in answer) return answer;
        setState({ kind: 'signed-in', session: answer });
        return undefined;
      },
      enter: (session) => setState({ kind: 'signed-in', session }),
      setUp: async (draft) => setState({ kind: 'signed-in', session: await doors.setup(server.client, draft) }),
      signOut: async (reason) => {
        // What is on screen and in memory goes first; the server's answer may take its time.
        setState(forget(reason));
        announce('signed-out');
        const there = await endSession(server);
        if (there !== undefined && reason === 'signed-out') window.location.assign(there);
      },
    }),
    [state, reload, server, forget],
  );
  return <SessionContext value={controls}>{children}</SessionContext>;
}

/** An answer 401: the session is over, or is held until its person proves who they are. The server is asked which. */
function useUnauthorized(isSignedIn: boolean, forget: (reason: SignedOutReason) => SessionState, setState: (next: (now: SessionState) => SessionState) => void) {
  const server = useServer();
  // Before anything that is on screen can ask: its answer must find somebody who listens.
  useLayoutEffect(() => {
    if (!isSignedIn) return undefined;
    let isAsking = false;
    return server.onUnauthorized.add(() => {
      if (isAsking) return;
      isAsking = true;
      doors.session(server.client)
        .then((session) => setState((now) => (now.kind === 'signed-in' ? held(now.session, session) : now)))
        .catch(() => setState((now) => (now.kind === 'signed-in' ? forget('ended') : now)))
        .finally(() => (isAsking = false));
    });
  }, [isSignedIn, server, forget, setState]);
}

// What is behind the question stays as it is: with the rights of a held session, which are none, the screens would go away.
function held(before: Session, now: Session): SessionState {
  return { kind: 'signed-in', session: now.mustProve ? { ...before, mustProve: true } : now, isHeld: now.mustProve === true };
}

/** A session that has already ended needs no sign-out; any other failure is the caller's to show. */
function ignoreUnauthorized(error: unknown): void {
  if (!(error instanceof HttpError && error.status === 401)) throw error;
}

/** Drops everything that came from the record, then says what the signed-out state is. */
function useForget(server: Server) {
  return useCallback(
    (reason: SignedOutReason): SessionState => {
      void server.queries.cancelQueries();
      server.queries.clear();
      return { kind: 'signed-out', reason };
    },
    [server],
  );
}

async function initialState(server: Server): Promise<SessionState> {
  try {
    if (localStorage.getItem(owedSignOut) !== null) await endSession(server);
    return { kind: 'signed-in', session: await doors.session(server.client) };
  } catch (error) {
    if (!(error instanceof HttpError)) return { kind: 'offline' };
  }
  const setup = await doors.setupNeeded(server.client).catch(() => ({ needed: false }));
  return setup.needed ? { kind: 'setup' } : { kind: 'signed-out' };
}

/** Set while a sign-out has not reached the server: the cookie would open the session again to whoever comes next. */
const owedSignOut = 'carewright-sign-out-owed';

/** Ends the session at the server, or remembers to do so before anything else is asked of it. */
async function endSession(server: Server): Promise<string | undefined> {
  localStorage.setItem(owedSignOut, '1');
  let there: string | undefined;
  try {
    there = (await doors.signOut(server.client))?.goTo;
  } catch (error) {
    if (!(error instanceof HttpError)) return undefined;
    if (error.status !== 401) throw error;
  }
  localStorage.removeItem(owedSignOut);
  return there;
}

const channelName = 'carewright-session';

function announce(message: 'signed-out' | 'activity'): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(message);
  channel.close();
}

/** One session serves all tabs: signing out in one empties the others. */
function useOtherTabs(forget: (reason: SignedOutReason) => SessionState, setState: (next: (now: SessionState) => SessionState) => void) {
  useEffect(() => {
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data === 'signed-out') setState((now) => (now.kind === 'signed-in' ? forget('signed-out') : now));
    };
    return () => channel.close();
  }, [forget, setState]);
}

export function useSessionControls(): SessionControls {
  const controls = use(SessionContext);
  if (!controls) throw new Error('useSessionControls needs a SessionProvider above it');
  return controls;
}

/** The session of a screen that is only ever shown signed in. */
export function useSession(): Session {
  const { state } = useSessionControls();
  if (state.kind !== 'signed-in') throw new Error('this screen needs a signed-in session');
  return state.session;
}

/** The time zone of the session's site; the browser's where the site has none. */
export function useZone(): Zone {
  return sessionZone(useSession());
}

/**
 * The idle clock: asks the server once a minute on behalf of a person who is typing or pointing, counts down the last
 * minute, and signs out at the end. Answers in other tabs count too.
 */
export function useIdleClock(now: () => number = Date.now): { state: IdleState; stay: () => void } {
  const server = useServer();
  const session = useSession();
  const { signOut } = useSessionControls();
  const [state, setState] = useState<IdleState>({ kind: 'active' });
  const activityRef = useRef(0);
  const expiresRef = useRef(Date.parse(session.expiresAt));

  const stay = useCallback(() => {
    void doors.session(server.client).then((fresh) => {
      expiresRef.current = Date.parse(fresh.expiresAt);
      setState({ kind: 'active' });
    }, ignoreUnauthorized);
  }, [server]);

  useActivity(server, activityRef, now);
  useEffect(() => {
    let lastTouch = 0;
    let lastKept = now();
    const touch = () => (lastTouch = now());
    const keepPeriod = Math.min(60_000, session.idleTimeoutSeconds * 166);
    const tick = () => {
      const next = idleState(activityRef.current, session.idleTimeoutSeconds, expiresRef.current, now());
      setState((before) => (before.kind === 'active' && next.kind === 'active' ? before : next));
      if (next.kind === 'over') void signOut('idle');
      else if (next.kind === 'active' && lastTouch > lastKept && now() - lastKept > keepPeriod) {
        lastKept = now();
        stay();
      }
    };
    const timer = setInterval(tick, 1000);
    const events = ['keydown', 'pointerdown', 'wheel', 'touchmove'] as const;
    events.forEach((name) => document.addEventListener(name, touch, { passive: true }));
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      events.forEach((name) => document.removeEventListener(name, touch));
      document.removeEventListener('visibilitychange', tick);
    };
  }, [now, session.idleTimeoutSeconds, signOut, stay]);
  return { state, stay };
}

/** Keeps the time of the last request that the server counted as activity, from this tab or another. */
function useActivity(server: Server, activityRef: { current: number }, now: () => number) {
  useEffect(() => {
    activityRef.current = now();
    const channel = new BroadcastChannel(channelName);
    channel.onmessage = (event: MessageEvent<unknown>) => {
      if (event.data === 'activity') activityRef.current = now();
    };
    const remove = server.onActivity.add(() => {
      activityRef.current = now();
      channel.postMessage('activity');
    });
    return () => {
      remove();
      channel.close();
    };
  }, [server, activityRef, now]);
}
