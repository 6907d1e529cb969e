import { readinessIn } from './readiness.js';

describe('readiness', () => {
  it('is read service by service', () =>
    expect(
      readinessIn({
        status: 'unready',
        checks: {
          'company.database': { ok: true },
          'company.wakeUps': { ok: true, detail: { ready: 3 } },
          'ai.model:openai-eu': { ok: false, detail: 'no answer within 2000 ms' },
          database: { ok: true },
        },
      }),
    ).toEqual({
      ready: false,
      checks: [
        { service: 'company', part: 'database', ok: true, detail: undefined },
        { service: 'company', part: 'wakeUps', ok: true, detail: { ready: 3 } },
        { service: 'ai', part: 'model:openai-eu', ok: false, detail: 'no answer within 2000 ms' },
        { service: '', part: 'database', ok: true, detail: undefined },
      ],
    }));
  it.each([undefined, null, 'alive', {}, { checks: null }])('is not made up from %p', (body) =>
    expect(readinessIn(body)).toBeUndefined(),
  );
});
