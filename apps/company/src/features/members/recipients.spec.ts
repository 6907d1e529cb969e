import type { Role } from '#libs/contracts';
import { keysOf, names, recipientKey, soughtBy } from './recipients.js';

const member = (role: Role) => ({ role, userId: 'usr_1', email: 'ann@larkfield.example' });

describe('a recipient', () => {
  it.each<[string, Role, boolean]>([
    ['role:operator', 'operator', true],
    ['role:operator', 'owner', true],
    ['role:operator', 'viewer', false],
    // A word that is no role must not mean everybody.
    ['role:everybody', 'owner', false],
    ['role:', 'owner', false],
    ['user:usr_1', 'viewer', true],
    ['user:usr_2', 'owner', false],
    ['Ann@Larkfield.example', 'viewer', true],
    [' ann@larkfield.example ', 'viewer', true],
    ['bob@larkfield.example', 'owner', false],
    ['ann', 'owner', false],
    ['', 'owner', false],
  ])('%s names a %s: %s', (recipient, role, does) => {
    expect(names(recipient, member(role))).toBe(does);
  });

  it('and a member meet in one spelling', () => {
    expect(keysOf(member('builder'))).toEqual([
      'role:viewer',
      'role:operator',
      'role:builder',
      'user:usr_1',
      'ann@larkfield.example',
    ]);
    expect(recipientKey('ANN@larkfield.example')).toBe('ann@larkfield.example');
  });

  it('says whom to look for: of roles the lowest counts', () => {
    expect(soughtBy(['role:admin', 'role:builder', 'user:usr_9', 'Bob@x.example', 'nonsense'])).toEqual({
      roles: ['builder', 'admin', 'owner'],
      userIds: ['usr_9'],
      emails: ['bob@x.example'],
    });
  });
});
