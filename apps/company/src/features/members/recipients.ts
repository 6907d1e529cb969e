import { parseAssignee } from '#libs/catalog/kit';
import { roleAtLeast, roles, type Role } from '#libs/contracts';
import type { MemberRow } from './member.entity.js';

type Named = Pick<MemberRow, 'role' | 'userId' | 'email'>;

/** `role:x` (x or higher), `user:<id>` or an e-mail address in the one spelling in which they are compared; undefined for anything else. */
export function recipientKey(recipient: string): string | undefined {
  const parsed = parseAssignee(recipient.trim());
  if (!parsed) return undefined;
  if (parsed.kind === 'role') return `role:${parsed.role}`;
  return parsed.kind === 'user' ? `user:${parsed.id}` : parsed.email.toLowerCase();
}

/** Every key that names this member. */
export const keysOf = ({ role, userId, email }: Named): string[] => [
  ...roles.filter((least) => roleAtLeast(role, least)).map((least) => `role:${least}`),
  `user:${userId}`,
  email.toLowerCase(),
];

/** Whether a recipient names this member. */
export function names(recipient: string, member: Named): boolean {
  const key = recipientKey(recipient);
  return key !== undefined && keysOf(member).includes(key);
}

/** What to look members up by: the roles, user ids and addresses that any of the recipients names. */
export function soughtBy(recipients: readonly string[]): { roles: Role[]; userIds: string[]; emails: string[] } {
  const parsed = recipients.flatMap((recipient) => parseAssignee(recipient.trim()) ?? []);
  const least = parsed.flatMap((each) => (each.kind === 'role' ? [each.role] : []));
  return {
    roles: roles.filter((role) => least.some((each) => roleAtLeast(role, each))),
    userIds: parsed.flatMap((each) => (each.kind === 'user' ? [each.id] : [])),
    emails: parsed.flatMap((each) => (each.kind === 'email' ? [each.email.toLowerCase()] : [])),
  };
}
