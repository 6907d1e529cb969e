import { z } from 'zod';
import { roles, type Role } from '#libs/contracts';
import './form-hints.js';

export type Assignee = { kind: 'role'; role: Role } | { kind: 'user'; id: string } | { kind: 'email'; email: string };

const email = z.email();
const userId = /^[A-Za-z0-9_-]{1,64}$/;

/** Reads `role:operator` (that role or a higher one), `user:<id>`, or an e-mail address; undefined when it is none of them. */
export function parseAssignee(text: string): Assignee | undefined {
  const role = roles.find((known) => text === `role:${known}`);
  if (role) return { kind: 'role', role };
  if (text.startsWith('user:')) return userId.test(text.slice(5)) ? { kind: 'user', id: text.slice(5) } : undefined;
  return email.safeParse(text).success ? { kind: 'email', email: text } : undefined;
}

const assignee = z
  .string()
  .max(320)
  .refine((text) => parseAssignee(text) !== undefined, {
    error: ({ input }) =>
      `"${String(input)}" is nobody: expected role:<${roles.join('|')}>, user:<id> or an e-mail address`,
  });

/** Who is asked or told. */
export const assignees = () =>
  z.array(assignee).min(1).max(100).meta({
    title: 'People',
    description: 'role:operator (that role or higher), user:<id>, or an e-mail address',
    widget: 'assignees',
  });
