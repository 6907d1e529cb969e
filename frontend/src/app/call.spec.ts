import { getRun, listRuns, refresh as refreshRoute } from '#libs/contracts';
import { address, call } from './call.js';
import { type ApiProblem } from './problem.js';
import { sessionStore } from './session.js';

const answer = (status: number, body: unknown) => ({
  ok: status < 300,
  status,
  json: () => Promise.resolve(body),
  headers: { get: () => 'req_1' },
});
const id = 'run_01h455vb4pex5vsknk084sn02q';

beforeEach(() => sessionStore.setState({ phase: 'anonymous' }, true));

describe('addresses', () => {
  it('fills the path and leaves out what is not given', () =>
    expect(address(listRuns, {}, { limit: 50, status: undefined, workflowId: '' })).toBe('/api/v1/runs?limit=50'));
  it('escapes what is put into the path', () => expect(address(getRun, { id: 'a/b?' })).toBe('/api/v1/runs/a%2Fb%3F'));
});

describe('a call', () => {
  it('throws the problem that the server gave', async () => {
    Object.assign(globalThis, {
      fetch: () =>
        Promise.resolve(answer(404, { code: 'RUN_NOT_FOUND', title: 'There is no such run', requestId: 'req_9' })),
    });
    const problem = await call(getRun, { params: { id } }).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'RUN_NOT_FOUND', status: 404, details: { requestId: 'req_9' } });
    expect((problem as ApiProblem).passing).toBe(false);
  });

  it('takes a gateway without a service for a passing fault', async () => {
    Object.assign(globalThis, { fetch: () => Promise.resolve(answer(502, '<html>')) });
    const problem = await call(getRun, { params: { id } }).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: 'UNAVAILABLE', passing: true });
  });

  it('says when no server answers', async () => {
    Object.assign(globalThis, { fetch: () => Promise.reject(new TypeError('Failed to fetch')) });
    await expect(call(refreshRoute, { body: {} })).rejects.toMatchObject({ code: 'NETWORK' });
  });

  it('refuses an answer that breaks the contract, and names the place', async () => {
    Object.assign(globalThis, { fetch: () => Promise.resolve(answer(200, { id })) });
    await expect(call(getRun, { params: { id } })).rejects.toMatchObject({
      code: 'UNEXPECTED_ANSWER',
      message: expect.stringContaining('workflowId') as string,
    });
  });
});
