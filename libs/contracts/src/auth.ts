import { z } from 'zod';
import { companyId, sessionId, userId } from './ids.js';
import { timestamp } from './paging.js';
import { roles } from './permissions.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'auth';
/** An e-mail address as it is kept: trimmed, lower case. */
export const emailAddress = z
  .email('expected an e-mail address')
  .max(254)
  .transform((text) => text.trim().toLowerCase());
/** A password to be set. */
export const newPassword = z
  .string()
  .min(10, 'expected at least 10 characters')
  .max(200)
  .meta({ description: 'At least 10 characters, not a common one' });

export const user = z.object({
  id: userId,
  email: z.string(),
  emailVerified: z.boolean().meta({ description: 'Whether a link sent to the address came back' }),
  name: z.string(),
  createdAt: timestamp,
});
export type User = z.infer<typeof user>;

/** What a company is at: `deactivated` and `deleting` let nobody in but its owners, to bring it back. */
export const companyStates = ['active', 'deactivated', 'deleting'] as const;
export type CompanyState = (typeof companyStates)[number];

export const companyMembership = z.object({
  id: companyId,
  name: z.string(),
  role: z.enum(roles),
  state: z.enum(companyStates).default('active'),
});
export type CompanyMembership = z.infer<typeof companyMembership>;

/** Answer of sign-up, log-in and refresh. A browser also gets the refresh token as an httpOnly cookie. */
export const session = z.object({
  user,
  company: companyMembership,
  accessToken: z.string().meta({ description: 'ES256 JWT, bound to the company' }),
  refreshToken: z.string().meta({ description: 'Used once; a second use ends the session' }),
  expiresIn: z.number().int().meta({ description: 'Seconds until the access token expires' }),
});
export type Session = z.infer<typeof session>;

export const signUp = route({
  method: 'POST',
  path: '/auth/sign-up',
  permission: 'public',
  tag,
  summary: 'Create an account and its company',
  body: z.strictObject({
    email: emailAddress,
    password: newPassword,
    name: z.string().trim().min(1).max(100),
    companyName: z.string().trim().min(1).max(100),
  }),
  responses: { 201: session },
  problems: ['EMAIL_TAKEN', 'PASSWORD_WEAK', 'RATE_LIMITED'],
});

export const logIn = route({
  method: 'POST',
  path: '/auth/log-in',
  permission: 'public',
  tag,
  summary: 'Log in',
  body: z.strictObject({
    email: emailAddress,
    password: z.string().min(1).max(200),
    totp: z.string().trim().min(1).max(40).optional().meta({
      description: 'Code of the authenticator app, or a recovery code; needed when a second factor is set up',
    }),
    companyId: companyId.optional(),
  }),
  responses: { 200: session },
  problems: ['CREDENTIALS_INVALID', 'SECOND_FACTOR_REQUIRED', 'SECOND_FACTOR_WRONG', 'RATE_LIMITED'],
});

/** The refresh token comes in the body, or in the httpOnly cookie of the browser. */
export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  permission: 'public',
  tag,
  summary: 'Rotate the refresh token',
  body: z.strictObject({ refreshToken: z.string().max(500).optional(), companyId: companyId.optional() }),
  responses: { 200: session },
  problems: ['REFRESH_INVALID', 'REFRESH_REUSED', 'SESSION_TOO_OLD'],
});

export const logOut = route({
  method: 'POST',
  path: '/auth/log-out',
  permission: 'public',
  tag,
  summary: 'End this session',
  body: z.strictObject({ refreshToken: z.string().max(500).optional() }),
  responses: { 204: 'empty' },
});

export const me = route({
  method: 'GET',
  path: '/auth/me',
  permission: 'session:own',
  tag,
  summary: 'Who is signed in',
  responses: { 200: z.object({ user, company: companyMembership, companies: z.array(companyMembership) }) },
});

export const switchCompany = route({
  method: 'POST',
  path: '/auth/switch-company',
  permission: 'session:own',
  tag,
  summary: 'Get a token for another of your companies',
  body: z.strictObject({ companyId }),
  responses: { 200: z.object({ company: companyMembership, accessToken: z.string(), expiresIn: z.number().int() }) },
  problems: ['COMPANY_NOT_FOUND'],
});

export const sessionItem = z.object({
  id: sessionId,
  current: z.boolean(),
  createdAt: timestamp,
  lastUsedAt: timestamp,
  address: z.string(),
  device: z.string(),
});
export const listSessions = route({
  method: 'GET',
  path: '/auth/sessions',
  permission: 'session:own',
  tag,
  summary: 'Your open sessions',
  responses: { 200: z.object({ items: z.array(sessionItem), nextCursor: z.null() }) },
});
export const revokeSession = route({
  method: 'DELETE',
  path: '/auth/sessions/:id',
  permission: 'session:own',
  tag,
  summary: 'End one of your sessions',
  params: z.object({ id: sessionId }),
  responses: { 204: 'empty' },
  problems: ['NOT_FOUND'],
});
export const revokeOtherSessions = route({
  method: 'DELETE',
  path: '/auth/sessions',
  permission: 'session:own',
  tag,
  summary: 'End all your sessions but this one',
  responses: { 200: z.object({ ended: z.number().int().meta({ description: 'How many sessions ended' }) }) },
});

export const jwks = route({
  method: 'GET',
  path: '/.well-known/jwks.json',
  root: true,
  permission: 'public',
  tag,
  summary: 'Public keys of the access tokens',
  responses: { 200: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }) },
});

export const authRoutes = {
  signUp,
  logIn,
  refresh,
  logOut,
  me,
  switchCompany,
  listSessions,
  revokeSession,
  revokeOtherSessions,
  jwks,
};

export const authRpc = {
  keys: rpc({
    service: 'auth',
    method: 'auth.keys',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({}),
    response: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
  }),
  /** Whether the session still stands; cached by the caller for 5 seconds. */
  sessionValid: rpc({
    service: 'auth',
    method: 'auth.sessionValid',
    permission: 'service',
    timeoutMs: 5000,
    request: z.object({ sessionId, userId }),
    response: z.object({
      valid: z.boolean(),
      secondFactor: z.boolean().meta({ description: 'Whether the person has a second factor set up' }),
      ageMs: z.number().int().meta({ description: 'How long ago the person signed in, milliseconds' }),
    }),
  }),
  users: rpc({
    service: 'auth',
    method: 'auth.users',
    permission: 'service',
    callers: ['company'],
    timeoutMs: 5000,
    request: z.object({ ids: z.array(userId).max(1000) }),
    response: z.object({ users: z.array(user) }),
  }),
  userByEmail: rpc({
    service: 'auth',
    method: 'auth.userByEmail',
    permission: 'service',
    callers: ['company'],
    timeoutMs: 5000,
    request: z.object({ email: z.string() }),
    response: z.object({ user: user.nullable() }),
  }),
  /** Creates the account of a member whom an administrator adds; without a password the person sets one by a link (later). */
  createUser: rpc({
    service: 'auth',
    method: 'auth.createUser',
    permission: 'service',
    callers: ['company'],
    timeoutMs: 10_000,
    request: z.object({ email: z.string(), name: z.string(), password: z.string() }),
    response: z.object({ user }),
    problems: ['EMAIL_TAKEN', 'PASSWORD_WEAK'],
  }),
  /** A link that was mailed to the person's address came back elsewhere: an invitation. */
  emailProved: rpc({
    service: 'auth',
    method: 'auth.emailProved',
    permission: 'service',
    callers: ['company'],
    timeoutMs: 5000,
    request: z.object({ userId, email: z.string() }),
    response: z.object({ user: user.nullable() }),
  }),
} as const;
