import { isSecretName } from '#libs/contracts';
import { createLogger, NestLogger, redact, withLogContext } from './index.js';

function lines() {
  const written: string[] = [];
  const logger = createLogger({
    service: 'ai',
    level: 'trace',
    destination: { write: (line) => void written.push(line) },
  });
  return {
    logger,
    raw: () => written.join(''),
    last: () => JSON.parse(written.at(-1) ?? '{}') as Record<string, unknown>,
  };
}

describe('the log', () => {
  it('carries service, level, time and the context of the request', () => {
    const { logger, last } = lines();
    withLogContext({ requestId: 'r1' }, () =>
      withLogContext({ companyId: 'co_1' }, () => logger.warn({ step: 3 }, 'slow')),
    );
    expect(last()).toMatchObject({
      service: 'ai',
      level: 'warn',
      requestId: 'r1',
      companyId: 'co_1',
      step: 3,
      message: 'slow',
      time: expect.stringMatching(/Z$/),
    });
  });

  it('holds no canary, wherever it was put', () => {
    const { logger, raw } = lines();
    const canary = 'canary-7f3a9c1e';
    logger.info({
      headers: {
        authorization: `Bearer ${canary}`,
        cookie: `refresh=${canary}`,
        'set-cookie': canary,
        'x-api-key': canary,
      },
      deep: [
        {
          user: {
            password: canary,
            refreshToken: canary,
            accessToken: canary,
            secret: canary,
            apiKey: canary,
            masterKey: canary,
          },
        },
      ],
      url: `mysql://root:${canary}@host/db`,
      note: `Authorization: Bearer ${canary}`,
    });
    logger.info(`connecting to redis://:${canary}@host with Bearer ${canary}`);
    const driver = Object.assign(new Error(`refused for https://u:${canary}@h`), {
      parameters: [canary],
      config: { headers: { authorization: canary } },
    });
    logger.error({ error: new Error('outer', { cause: driver }) }, 'failed');
    logger.error(driver);
    expect(raw()).not.toContain(canary);
    expect(raw()).toContain('outer');
  });

  it('leaves counts of tokens and plain keys alone', () => {
    expect(redact({ inputTokens: 5, tokens: 6, key: 'k', keys: 1, token: 't' })).toEqual({
      inputTokens: 5,
      tokens: 6,
      key: 'k',
      keys: 1,
      token: '[redacted]',
    });
    expect(
      ['authorization', 'X-Api-Key', 'api_key', 'clientSecret', 'client_secret', 'privateKey'].every(isSecretName),
    ).toBe(true);
  });

  it('bounds depth and width', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(JSON.stringify(redact(circle)).length).toBeLessThan(200);
    expect((redact(Array(1000).fill(1)) as unknown[]).length).toBe(100);
  });

  it('takes what Nest writes', () => {
    const { logger, last } = lines();
    const nest = new NestLogger(logger);
    nest.log('Mapped {/x, GET}', 'RouterExplorer');
    expect(last()).toMatchObject({ level: 'debug', from: 'RouterExplorer', message: 'Mapped {/x, GET}' });
    nest.error(new Error('broken'), 'stack…', 'Injector');
    expect(last()).toMatchObject({
      level: 'error',
      from: 'Injector',
      message: 'broken',
      error: { type: 'Error', message: 'broken' },
    });
  });
});
