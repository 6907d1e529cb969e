import type { AuditVerification } from '#libs/contracts';
import { verificationText, verifyLog } from './verify-log.js';

const intact: AuditVerification = {
  ok: true,
  checked: 500,
  first: 1,
  through: 500,
  head: 700,
  next: null,
  anchor: null,
  fault: null,
};

describe('verifying the audit log', () => {
  it('asks on while time was up, and counts together', async () => {
    const asked: unknown[] = [];
    const answers = [
      { ...intact, next: 501 },
      { ...intact, checked: 200, through: 700 },
    ];
    const api = {
      call: (_: unknown, input: unknown) => {
        asked.push(input);
        return Promise.resolve(answers[asked.length - 1]);
      },
    };
    expect(await verifyLog(api as never)).toMatchObject({ ok: true, checked: 700, through: 700 });
    expect(asked).toEqual([{}, { query: { from: 501 } }]);
  });

  it('says what is intact, and the first break', () => {
    expect(verificationText({ ...intact, checked: 696, first: 5 })).toBe(
      'Intact: 696 of 700 events checked, from 5 on: what came before was deleted as the retention says.\n' +
        'The end was not yet kept outside the database.',
    );
    const fault = { kind: 'missing' as const, seq: 7, detail: 'The event was deleted' };
    expect(verificationText({ ...intact, ok: false, fault })).toBe(
      'BROKEN at event 7 (missing): The event was deleted',
    );
  });
});
