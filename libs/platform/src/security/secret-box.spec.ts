import { AppError } from '#libs/contracts';
import { MasterKey } from './master-key.js';
import { SecretBox } from './secret-box.js';

const box = (byte: number) => new SecretBox(new MasterKey(new Uint8Array(32).fill(byte)));
const owner = { companyId: 'co_a', id: 'chn_1', purpose: 'channels' };
const unreadable = (open: () => unknown) => {
  try {
    open();
  } catch (error) {
    return AppError.is(error, 'SECRET_UNREADABLE');
  }
  return false;
};

describe('secret box', () => {
  it('opens what it sealed, for the same owner', () => {
    const sealed = box(1).seal('smtp://user:päss@host', owner);
    expect(sealed).not.toContain('smtp');
    expect(box(1).open(sealed, owner)).toBe('smtp://user:päss@host');
  });

  it('seals the same secret differently each time', () => {
    expect(box(1).seal('x', owner)).not.toBe(box(1).seal('x', owner));
  });

  it.each([
    ['another company', { ...owner, companyId: 'co_b' }],
    ['another row', { ...owner, id: 'chn_2' }],
    ['another purpose', { ...owner, purpose: 'keys' }],
    ['fields shifted', { companyId: 'co_achn', id: '_1', purpose: 'channels' }],
  ])('stays shut for %s', (_name, other) => {
    const sealed = box(1).seal('secret', owner);
    expect(unreadable(() => box(1).open(sealed, other))).toBe(true);
  });

  it('stays shut for another key and when altered', () => {
    const sealed = box(1).seal('secret', owner);
    expect(unreadable(() => box(2).open(sealed, owner))).toBe(true);
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    bytes[14]! ^= 1;
    expect(unreadable(() => box(1).open(`v1.${bytes.toString('base64url')}`, owner))).toBe(true);
    expect(unreadable(() => box(1).open('', owner))).toBe(true);
    expect(unreadable(() => box(1).open('v1.', owner))).toBe(true);
  });
});
