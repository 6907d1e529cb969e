import { z } from 'zod';
import { companyMembership } from './auth.js';
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
/** What a company asks of everybody who works in it. */
export const companySecurity = z.object({
  secondFactorRequired: z
    .boolean()
    .meta({ description: 'Members without a second factor may do nothing but set one up; within five seconds' }),
});
export type CompanySecurity = z.infer<typeof companySecurity>;

export const getCompanySecurity = route({
  method: 'GET',
  path: '/company/security',
  permission: 'company:read',
  tag,
  summary: 'What your company asks of everybody who signs in',
  responses: { 200: companySecurity },
});
export const updateCompanySecurity = route({
  method: 'PATCH',
  path: '/company/security',
  permission: 'company:write',
  tag,
  summary: 'Change what your company asks of everybody who signs in',
  body: z.strictObject({ secondFactorRequired: z.boolean().optional() }),
  responses: { 200: companySecurity },
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
  problems: ['CONFLICT', 'EMAIL_TAKEN', 'PASSWORD_WEAK', 'FORBIDDEN'],
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

export const companyRoutes = {
  getCompany,
  updateCompany,
  getCompanySecurity,
  updateCompanySecurity,
  listMembers,
  addMember,
  updateMember,
  removeMember,
};

export const companyRpc = {
  /** Called by auth at sign-up, keyed by the user: again is harmless. */
  createCompany: rpc({
    service: 'company',
    method: 'company.create',
    permission: 'service',
    timeoutMs: 10_000,
    request: z.object({ ownerId: userId, ownerName: z.string(), ownerEmail: z.string(), name: z.string() }),
    response: z.object({ company: companyMembership }),
  }),
  /** The companies of a person. */
  memberships: rpc({
    service: 'company',
    method: 'company.memberships',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ userId }),
    response: z.object({ companies: z.array(companyMembership) }),
  }),
  /** One membership, or null, and what the company asks of its members; cached by the caller for 5 seconds. */
  membership: rpc({
    service: 'company',
    method: 'company.membership',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ userId, companyId }),
    response: z.object({ membership: companyMembership.nullable(), security: companySecurity }),
  }),
  /** Makes somebody a member who signed in by the company's own identity provider; a member already stays as they are. */
  admitMember: rpc({
    service: 'company',
    method: 'company.admitMember',
    permission: 'service',
    timeoutMs: 10_000,
    request: z.object({ companyId, userId, name: z.string(), email: z.string(), role: z.enum(roles) }),
    response: z.object({ membership: companyMembership }),
    problems: ['COMPANY_NOT_FOUND'],
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
