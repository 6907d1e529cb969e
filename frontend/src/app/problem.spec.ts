import { errors, type ErrorCode } from '#libs/contracts';
import { ApiProblem, problemFrom } from './problem.js';

describe('problems', () => {
  it.each(Object.entries(errors))('%s passes as the catalogue says', (code, { status, title, retry }) => {
    expect(problemFrom(status, { code, title, status }).passing).toBe(retry !== 'never');
    expect(problemFrom(status, { code, title, status }).code).toBe(code as ErrorCode);
  });

  it('of a gateway without a service are told as the catalogue tells them', () => {
    const { title, help } = errors.UNAVAILABLE;
    expect(problemFrom(503, '<html>')).toMatchObject({ code: 'UNAVAILABLE', title, details: { help }, passing: true });
  });

  it('of others are no answer of ours', () => {
    expect(problemFrom(404, { code: 'not ours' })).toMatchObject({ code: 'UNEXPECTED_ANSWER', passing: false });
    expect(new ApiProblem('NETWORK', 0, '').passing).toBe(true);
  });
});
