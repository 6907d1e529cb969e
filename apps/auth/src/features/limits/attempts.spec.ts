import { AppError } from '#libs/contracts';
import { Limits, MemoryLimitStore } from '#libs/platform/limits';
import type { Logger } from '#libs/platform/logging';
import { Attempts } from './attempts.js';

const fresh = () => new Attempts(new Limits(new MemoryLimitStore(), 'auth:', {} as Logger));
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: unknown) => (AppError.is(error) ? error.code : error),
  );

describe('A4: attempts', () => {
  it('are few for one account, from however many addresses', async () => {
    const attempts = fresh();
    const from = (number: number) =>
      codeOf(attempts.take('log-in', { address: `192.0.2.${number}`, account: 'ann@larkfield.example' }));
    for (let number = 0; number < 10; number++) expect(await from(number)).toBe('taken');
    expect(await from(99)).toBe('RATE_LIMITED');
    expect(await codeOf(attempts.take('log-in', { address: '192.0.2.99', account: 'bob@larkfield.example' }))).toBe(
      'taken',
    );
  });

  it('are bounded from one address, for however many accounts', async () => {
    const attempts = fresh();
    const codes: unknown[] = [];
    for (let number = 0; number < 101; number++)
      codes.push(await codeOf(attempts.take('log-in', { address: '192.0.2.1', account: `p${number}@x.example` })));
    expect(codes.slice(0, 100).every((code) => code === 'taken')).toBe(true);
    expect(codes.at(-1)).toBe('RATE_LIMITED');
  });

  it('of one thing leave others alone', async () => {
    const attempts = fresh();
    for (let number = 0; number < 5; number++) await attempts.take('forgot-password', { account: 'ann@x.example' });
    expect(await codeOf(attempts.take('forgot-password', { account: 'ann@x.example' }))).toBe('RATE_LIMITED');
    expect(await codeOf(attempts.take('log-in', { account: 'ann@x.example' }))).toBe('taken');
  });
});
