import { assignees, parseAssignee } from './assignees.js';

describe('assignees', () => {
  it.each([
    ['role:operator', { kind: 'role', role: 'operator' }],
    ['user:usr_01h2', { kind: 'user', id: 'usr_01h2' }],
    ['ann@example.com', { kind: 'email', email: 'ann@example.com' }],
  ])('reads %s', (text, expected) => expect(parseAssignee(text)).toEqual(expected));

  it.each(['role:boss', 'role:', 'user:', 'user:a b', 'ann', 'a@b@c', 'ann@example.com, bob@example.com', ''])(
    'refuses %j',
    (text) => expect(parseAssignee(text)).toBeUndefined(),
  );

  it('says what it expected', () => {
    const result = assignees().safeParse(['role:boss']);
    expect(result.error?.issues[0]?.message).toContain('"role:boss" is nobody: expected role:<viewer|operator');
  });
});
