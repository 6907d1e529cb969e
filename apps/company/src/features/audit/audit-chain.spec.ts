import { AuditChain } from './audit-chain.js';
import type { AuditEventRow } from './audit-event.entity.js';

const chain = new AuditChain(new Uint8Array(32).fill(7));
const row: Omit<AuditEventRow, 'hash'> = {
  id: 'aud_1',
  companyId: 'co_1',
  seq: 1,
  eventId: 'evt_1',
  at: 1,
  service: 'company',
  actorType: 'user',
  actorId: 'usr_1',
  actorUserId: 'usr_1',
  actorName: 'Ann',
  action: 'member.created',
  targetType: 'member',
  targetId: 'mem_1',
  targetLabel: 'Bob',
  address: '192.0.2.1',
  requestId: 'req-1',
  detail: '{}',
};

describe('the hash of an event', () => {
  it.each(Object.keys(row) as (keyof typeof row)[])('covers %s', (name) => {
    const other = { ...row, [name]: typeof row[name] === 'number' ? 2 : 'other' };
    expect(chain.hashOf(other, '')).not.toBe(chain.hashOf(row, ''));
  });

  it('binds an event to the one before', () => expect(chain.hashOf(row, 'a')).not.toBe(chain.hashOf(row, 'b')));

  it('tells what is absent from the word for it', () =>
    expect(chain.hashOf({ ...row, address: null }, '')).not.toBe(chain.hashOf({ ...row, address: 'null' }, '')));

  it('needs the key', () => {
    const other = new AuditChain(new Uint8Array(32).fill(8));
    expect(other.hashOf(row, '')).not.toBe(chain.hashOf(row, ''));
    const head = { companyId: 'co_1', seq: 1, hash: 'x', cutSeq: 0, cutHash: '', faultSeq: 0 };
    expect(other.signatureOf(head)).not.toBe(chain.signatureOf(head));
    expect(chain.signatureOf({ ...head, seq: 2 })).not.toBe(chain.signatureOf(head));
    expect(chain.signatureOf({ ...head, cutSeq: 1 })).not.toBe(chain.signatureOf(head));
    expect(chain.signatureOf({ ...head, faultSeq: 1 })).not.toBe(chain.signatureOf(head));
  });

  it('is no signature of a head or an anchor of the same parts', () => {
    const anchor = { companyId: 'co_1', seq: 1, hash: 'x', at: 1 };
    expect(chain.anchorSignature(anchor)).not.toBe(
      chain.signatureOf({ companyId: 'co_1', seq: 1, hash: 'x', cutSeq: 1, cutHash: '', faultSeq: 0 }),
    );
  });
});
