import type { Session } from '#libs/contracts';
import { accessToken, adoptSession, refresh, resumeSession, sessionStore, signedIn, signedOut } from './session.js';

const session = (accessToken: string, expiresIn = 300): Session => ({
  user: {
    id: 'usr_01h455vb4pex5vsknk084sn02q',
    email: 'mara@larkfield.example',
    emailVerified: true,
    name: 'Mara',
    createdAt: '2026-11-20T09:00:00.000Z',
  },
  company: { id: 'co_01h455vb4pex5vsknk084sn02q', name: 'Larkfield', role: 'owner', state: 'active' },
  accessToken,
  refreshToken: 'unused by browsers',
  expiresIn,
});

let answers: { status: number; body?: unknown }[];
const fetched = jest.fn<Promise<unknown>, [string, { body: string }]>();

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  signedOut({ everywhere: false });
  answers = [];
  fetched.mockReset().mockImplementation(() => {
    const { status, body } = answers.shift() ?? { status: 500 };
    return Promise.resolve({ ok: status < 300, status, json: () => Promise.resolve(body) });
  });
  Object.assign(globalThis, { fetch: fetched });
});

describe('the session', () => {
  it('asks once for all calls that need a new token at the same time', async () => {
    signedIn(session('old', 10));
    answers = [{ status: 200, body: session('new') }];
    expect(await Promise.all([accessToken(), accessToken(), accessToken()])).toEqual(['new', 'new', 'new']);
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it('keeps a token that is still good', async () => {
    signedIn(session('good'));
    expect(await accessToken()).toBe('good');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('names its company, so that two tabs do not switch each other', async () => {
    signedIn(session('old', 10));
    answers = [{ status: 200, body: session('new') }];
    await refresh();
    expect(JSON.parse(fetched.mock.calls[0]?.[1].body ?? '{}')).toEqual({ companyId: session('').company.id });
  });

  it('never puts a token into storage', () => {
    signedIn(session('secret-token'));
    expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain('secret-token');
  });

  it('keeps the page when it ends, and goes on after signing in again', async () => {
    signedIn(session('old', 10));
    answers = [{ status: 401, body: { code: 'REFRESH_INVALID' } }];
    const waiting = accessToken();
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(sessionStore.getState().phase).toBe('expired');
    signedIn(session('again'));
    expect(await waiting).toBe('again');
  });

  it('does not take an unreachable server for an ended session', async () => {
    signedIn(session('old', 10));
    answers = [{ status: 503 }];
    await expect(accessToken()).rejects.toThrow();
    expect(sessionStore.getState().phase).toBe('active');
  });

  it('asks nobody when nobody was signed in', async () => {
    sessionStore.setState({ phase: 'unknown' }, true);
    await resumeSession();
    expect(sessionStore.getState().phase).toBe('anonymous');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('continues after a reload by the cookie', async () => {
    signedIn(session('before'));
    sessionStore.setState({ phase: 'unknown' }, true);
    answers = [{ status: 200, body: session('after') }];
    await resumeSession();
    expect(await accessToken()).toBe('after');
  });

  it('takes over the session whose cookie another page brought, in the company it is for', async () => {
    sessionStorage.setItem('aaas.company', 'co_01h455vb4pex5vsknk084sn02r');
    answers = [{ status: 200, body: session('adopted') }];
    expect(await adoptSession()).toBe(true);
    expect(JSON.parse(fetched.mock.calls[0]![1].body)).toEqual({});
    expect(await accessToken()).toBe('adopted');
    signedOut({ everywhere: false });
    answers = [{ status: 401 }];
    expect(await adoptSession()).toBe(false);
    expect(sessionStore.getState().phase).toBe('anonymous');
  });
});
