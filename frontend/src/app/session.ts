import { createStore, useStore } from 'zustand';
import { session as sessionSchema, type CompanyMembership, type Session, type User } from '#libs/contracts';
import { stored } from './stored.js';

/**
 * Who is signed in. The access token lives in memory only; the refresh token is an httpOnly cookie that script cannot read.
 * `unknown` until the first refresh; `expired` keeps the page as it is and asks to sign in again over it.
 */
export type SessionState =
  | { phase: 'unknown' | 'anonymous' }
  | {
      phase: 'active' | 'expired';
      user: User;
      company: CompanyMembership;
      accessToken: string;
      /** Epoch milliseconds. */
      expiresAt: number;
    };

export const sessionStore = createStore<SessionState>()(() => ({ phase: 'unknown' }));
export const useSession = () => useStore(sessionStore);

/** Only says that a refresh is worth trying; no secret. */
const hint = stored('aaas.signedIn');
/** The company of this tab: two tabs may work for two companies. */
const tabCompany = stored('aaas.company', () => sessionStorage);
const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('aaas.session');

/** Refresh this long before the access token ends, so that no request meets an expired one. */
const earlyMs = 30_000;

export function signedIn(session: Session | Pick<Session, 'user' | 'company' | 'accessToken' | 'expiresIn'>): void {
  hint.write('1');
  tabCompany.write(session.company.id);
  sessionStore.setState(
    {
      phase: 'active',
      user: session.user,
      company: session.company,
      accessToken: session.accessToken,
      expiresAt: Date.now() + session.expiresIn * 1000,
    },
    true,
  );
}

/** Forgets the session in this tab and in all others. */
export function signedOut(options: { everywhere: boolean } = { everywhere: true }): void {
  hint.write(null);
  tabCompany.write(null);
  sessionStore.setState({ phase: 'anonymous' }, true);
  if (options.everywhere) channel?.postMessage('signed-out');
}

channel?.addEventListener('message', (event) => {
  if (event.data === 'signed-out') signedOut({ everywhere: false });
});

/** One tab at a time: each refresh token works once, and the cookie is shared by all tabs. */
const exclusively = <T>(work: () => Promise<T>): Promise<T> =>
  typeof navigator !== 'undefined' && navigator.locks ? navigator.locks.request('aaas.refresh', work) : work();

let refreshing: Promise<boolean> | undefined;

/** Gets a new access token; calls in the meantime share it. False when the session has ended. Throws when no server answers. */
export function refresh(): Promise<boolean> {
  refreshing ??= exclusively(requestRefresh).finally(() => (refreshing = undefined));
  return refreshing;
}

async function requestRefresh(): Promise<boolean> {
  const companyId = tabCompany.read() ?? undefined;
  const response = await fetch('/api/v1/auth/refresh', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(companyId ? { companyId } : {}),
  });
  if (response.ok) {
    signedIn(sessionSchema.parse(await response.json()));
    return true;
  }
  if (response.status >= 500 || response.status === 429) throw new TypeError(`refresh answered ${response.status}`);
  const now = sessionStore.getState();
  hint.write(null);
  // A page in use keeps what was typed and asks to sign in over it.
  if (now.phase === 'active' || now.phase === 'expired') sessionStore.setState({ ...now, phase: 'expired' }, true);
  else sessionStore.setState({ phase: 'anonymous' }, true);
  return false;
}

/** At the start of the app: continues the session of the cookie, if there may be one. */
export async function resumeSession(): Promise<void> {
  if (sessionStore.getState().phase !== 'unknown') return;
  if (!hint.read()) sessionStore.setState({ phase: 'anonymous' }, true);
  else await refresh();
}

/** The server gave this browser the cookie of a session: continues it. False when it did not. */
export async function adoptSession(): Promise<boolean> {
  tabCompany.write(null);
  return refresh();
}

/** A token that is good for the next seconds, or undefined when nobody is signed in. */
export async function accessToken(): Promise<string | undefined> {
  const now = sessionStore.getState();
  if (now.phase === 'active' && now.expiresAt - earlyMs > Date.now()) return now.accessToken;
  if (now.phase === 'anonymous') return undefined;
  if (now.phase === 'expired') await resumed();
  else if (!(await refresh())) {
    if (sessionStore.getState().phase !== 'expired') return undefined;
    await resumed();
  }
  const after = sessionStore.getState();
  return after.phase === 'active' ? after.accessToken : undefined;
}

/** Waits until the person signed in again, or left. */
const resumed = (): Promise<void> =>
  new Promise((resolve) => {
    const stop = sessionStore.subscribe((state) => {
      if (state.phase !== 'active' && state.phase !== 'anonymous') return;
      stop();
      resolve();
    });
  });
