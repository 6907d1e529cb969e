import { z } from 'zod';
import { companyMembership } from './auth.js';
import { companySecurity, companySecurityRoutes } from './company-security.js';
import { companyId, memberId, userId } from './ids.js';
import { pageOf, pageQuery, timestamp } from './paging.js';
import { roles } from './permissions.js';
import { route } from './route.js';
import { rpc } from './rpc.js';
import { timezone } from './timezone.js';

const tag = 'company';

export const company = z.object({
  id: companyId,
  name: z.string(),
  timezone: z.string().meta({ description: 'IANA zone, such as Europe/Berlin' }),
  locale: z.string().meta({ description: 'BCP 47, such as en' }),
  createdAt: timestamp,
});
export type Company = z.infer<typeof company>;

export const member = z.object({
  id: memberId,
  userId,
  name: z.string(),
  email: z.string(),
  role: z.enum(roles),
  createdAt: timestamp,
  deactivatedAt: timestamp.nullable().meta({ description: 'Since when the member is kept out; null: let in' }),
});
export type Member = z.infer<typeof member>;

export const getCompany = route({
  method: 'GET',
  path: '/company',
  permission: 'company:read',
  tag,
  summary: 'Your company',
  responses: { 200: company },
});
export const updateCompany = route({
  method: 'PATCH',
  path: '/company',
  permission: 'company:write',
  tag,
  summary: 'Change name, zone or locale',
  body: z.strictObject({
    name: z.string().trim().min(1).max(100).optional(),
    timezone: timezone.optional(),
    locale: z.string().min(2).max(35).optional(),
  }),
  responses: { 200: company },
});
export const listMembers = route({
  method: 'GET',
  path: '/members',
  permission: 'members:read',
  tag,
  summary: 'Members of your company',
  query: pageQuery.extend({ search: z.string().max(100).optional() }),
  responses: { 200: pageOf(member) },
});
export const addMember = route({
  method: 'POST',
  path: '/members',
  permission: 'members:write',
  tag,
  summary: 'Add a member with an account of their own',
  idempotent: true,
  body: z.strictObject({
    email: z
      .email()
      .max(254)
      .transform((text) => text.trim().toLowerCase()),
    name: z.string().trim().min(1).max(100),
    role: z.enum(roles),
    password: z
      .string()
      .min(10)
      .max(200)
      .optional()
      .meta({ description: 'First password; required when the person has no account yet' }),
  }),
  responses: { 201: member },
  problems: ['CONFLICT', 'EMAIL_TAKEN', 'PASSWORD_WEAK', 'FORBIDDEN', 'EMAIL_DOMAIN_NOT_ALLOWED'],
});
export const updateMember = route({
  method: 'PATCH',
  path: '/members/:id',
  permission: 'members:write',
  tag,
  summary: 'Change a role',
  params: z.object({ id: memberId }),
  body: z.strictObject({ role: z.enum(roles) }),
  responses: { 200: member },
  problems: ['MEMBER_NOT_FOUND', 'LAST_OWNER', 'FORBIDDEN'],
});
export const removeMember = route({
  method: 'DELETE',
  path: '/members/:id',
  permission: 'members:write',
  tag,
  summary: 'Remove a member',
  params: z.object({ id: memberId }),
  responses: { 204: 'empty' },
  problems: ['MEMBER_NOT_FOUND', 'LAST_OWNER', 'FORBIDDEN'],
});

export const deactivateMember = route({
  method: 'POST',
  path: '/members/:id/deactivate',
  permission: 'members:write',
  tag,
  summary:
    'Keep a member out, without removing them; their sessions and API keys stop counting here within five seconds',
  params: z.object({ id: memberId }),
  responses: { 200: member },
  problems: ['MEMBER_NOT_FOUND', 'LAST_OWNER', 'FORBIDDEN', 'CONFLICT'],
});
export const reactivateMember = route({
  method: 'POST',
  path: '/members/:id/reactivate',
  permission: 'members:write',
  tag,
  summary: 'Let a member in again',
  params: z.object({ id: memberId }),
  responses: { 200: member },
  problems: ['MEMBER_NOT_FOUND', 'FORBIDDEN'],
});
export const createResetLink = route({
  method: 'POST',
  path: '/members/:id/reset-link',
  permission: 'members:write',
  tag,
  summary: 'A link by which a member sets a new password, where no mail can take it; shown this once',
  params: z.object({ id: memberId }),
  responses: { 201: z.object({ link: z.string(), expiresAt: timestamp }) },
  problems: ['MEMBER_NOT_FOUND', 'FORBIDDEN', 'CONFLICT', 'RATE_LIMITED'],
});
/** For somebody who has an account already; whoever asks becomes its owner. */
export const createCompany = route({
  method: 'POST',
  path: '/companies',
  permission: 'session:own',
  tag,
  summary: 'Create another company, which is yours',
  idempotent: true,
  body: z.strictObject({ name: z.string().trim().min(1).max(100) }),
  responses: { 201: companyMembership },
  problems: ['LIMIT_EXCEEDED', 'RATE_LIMITED'],
});

export const companyRoutes = {
  getCompany,
  updateCompany,
  createCompany,
  ...companySecurityRoutes,
  listMembers,
  addMember,
  updateMember,
  removeMember,
  deactivateMember,
  reactivateMember,
  createResetLink,
};

export const companyRpc = {
  /** Called by auth at sign-up, keyed by the user: again is harmless. */
  createCompany: rpc({
    service: 'company',
    method: 'company.create',
    permission: 'service',
    callers: ['auth'],
    timeoutMs: 10_000,
    request: z.object({ ownerId: userId, ownerName: z.string(), ownerEmail: z.string(), name: z.string() }),
    response: z.object({ company: companyMembership }),
  }),
  /** The companies of a person. */
  memberships: rpc({
    service: 'company',
    method: 'company.memberships',
    permission: 'service',
    callers: ['auth'],
    timeoutMs: 5000,
    request: z.object({ userId }),
    response: z.object({ companies: z.array(companyMembership) }),
  }),
  /** Which of these people are in no company, not even as deactivated members. */
  withoutCompany: rpc({
    service: 'company',
    method: 'company.withoutCompany',
    permission: 'service',
    callers: ['auth'],
    timeoutMs: 5000,
    request: z.object({ userIds: z.array(userId).max(500) }),
    response: z.object({ userIds: z.array(userId) }),
  }),
  /** One membership, or null, and what the company asks of its members; cached by the caller for 5 seconds. */
  membership: rpc({
    service: 'company',
    method: 'company.membership',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ userId, companyId }),
    response: z.object({
      membership: companyMembership.nullable(),
      security: companySecurity,
      emailAllowed: z
        .boolean()
        .meta({ description: 'Whether the address of the member is of a domain that the company lets in' }),
    }),
  }),
  /** Makes somebody a member who signed in by the company's own identity provider; a member already stays as they are. */
  admitMember: rpc({
    service: 'company',
    method: 'company.admitMember',
    permission: 'service',
    callers: ['auth'],
    timeoutMs: 10_000,
    request: z.object({ companyId, userId, name: z.string(), email: z.string(), role: z.enum(roles) }),
    response: z.object({ membership: companyMembership }),
    problems: ['COMPANY_NOT_FOUND', 'EMAIL_DOMAIN_NOT_ALLOWED', 'FORBIDDEN'],
  }),
  /** How long the oldest work of the caller's company that could go on has waited for a worker or a place, milliseconds; 0 when none does. */
  queueAge: rpc({
    service: 'company',
    method: 'company.queueAge',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({ oldestMs: z.number().int() }),
  }),
  /** Resolves recipients (`role:x`, `user:id`, e-mail) to members of the caller's company; unknown ones come back. */
  resolveRecipients: rpc({
    service: 'company',
    method: 'company.resolveRecipients',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ recipients: z.array(z.string()).max(100) }),
    response: z.object({ members: z.array(member), unknown: z.array(z.string()) }),
  }),
} as const;
