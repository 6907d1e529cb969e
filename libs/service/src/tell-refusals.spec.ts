import type { Caller } from '#libs/contracts';
import type { Occasion } from '#libs/platform/audit';
import { tellRefusals } from './tell-refusals.js';

const caller: Caller = { kind: 'user', companyId: 'co_1', userId: 'usr_1', role: 'viewer' };
const refusal = {
  caller,
  method: 'POST',
  route: '/api/v1/members',
  address: '192.0.2.1',
  requestId: 'r',
  detail: 'no',
};

describe('refused requests', () => {
  const told: { occasion: Occasion; key: string | undefined }[] = [];
  const tell = tellRefusals({ tellSoon: (occasion, key) => void told.push({ occasion, key }) });

  it('are told with who, what and from where, under a key of person and route', () => {
    tell(refusal);
    tell({ ...refusal, caller: { ...caller, apiKeyId: 'key_1' } });
    expect(told).toMatchObject([
      {
        occasion: {
          companyId: 'co_1',
          action: 'permission.refused',
          actor: { type: 'user', id: 'usr_1' },
          target: { label: 'POST /api/v1/members' },
          address: '192.0.2.1',
          facts: { role: 'viewer', reason: 'no' },
        },
        key: 'co_1 usr_1 POST /api/v1/members',
      },
      { occasion: { actor: { type: 'apiKey', id: 'key_1', userId: 'usr_1' } }, key: 'co_1 key_1 POST /api/v1/members' },
    ]);
  });

  it('of the platform itself are none', () => {
    told.length = 0;
    tell({ ...refusal, caller: { kind: 'service', companyId: 'co_1', role: 'operator' } });
    expect(told).toEqual([]);
  });
});
