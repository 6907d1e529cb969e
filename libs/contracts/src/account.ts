import { z } from 'zod';
import { emailAddress, newPassword, user } from './auth.js';
import { event } from './event.js';
import { userId } from './ids.js';
import { timestamp } from './paging.js';
import { route } from './route.js';
import { rpc } from './rpc.js';

const tag = 'auth';

/** The secret of a link that was mailed: 256 random bits. Its shape is checked by whoever looks it up, so that every wrong one answers the same. */
const linkToken = z.string().min(1).max(200).meta({ description: 'From the link in the mail; used once' });

export const signInOptions = route({
  method: 'GET',
  path: '/auth/options',
  permission: 'public',
  tag,
  summary: 'What the pages for signing in may offer',
  responses: {
    200: z.object({
      mail: z.boolean().meta({ description: 'Whether this platform can send mails: links for forgotten passwords' }),
    }),
  },
});

/** Answers the same, after the same work, whether there is such an account or not. */
export const forgotPassword = route({
  method: 'POST',
  path: '/auth/password/forgot',
  permission: 'public',
  tag,
  summary: 'Get a link to set a new password by mail, good for one hour',
  body: z.strictObject({ email: emailAddress }),
  responses: { 204: 'empty' },
  problems: ['RATE_LIMITED'],
});

export const resetPassword = route({
  method: 'POST',
  path: '/auth/password/reset',
  permission: 'public',
  tag,
  summary: 'Set a new password by the link of a mail; ends every session of the account',
  body: z.strictObject({ token: linkToken, password: newPassword }),
  responses: { 204: 'empty' },
  problems: ['LINK_INVALID', 'PASSWORD_WEAK', 'RATE_LIMITED'],
});

export const changePassword = route({
  method: 'POST',
  path: '/auth/password/change',
  permission: 'session:own',
  tag,
  summary: 'Change your password; ends your other sessions',
  body: z.strictObject({ currentPassword: z.string().min(1).max(200), password: newPassword }),
  responses: { 204: 'empty' },
  problems: ['PASSWORD_WRONG', 'PASSWORD_WEAK', 'RATE_LIMITED'],
});

export const verifyEmail = route({
  method: 'POST',
  path: '/auth/email/verify',
  permission: 'public',
  tag,
  summary: 'Verify an e-mail address by the link of a mail, good for three days',
  body: z.strictObject({ token: linkToken }),
  responses: { 200: user.pick({ email: true, emailVerified: true }) },
  problems: ['LINK_INVALID', 'RATE_LIMITED'],
});

export const sendVerification = route({
  method: 'POST',
  path: '/auth/email/send-verification',
  permission: 'session:own',
  tag,
  summary: 'Get the mail with the link that verifies your address once more; nothing when it is verified',
  body: z.strictObject({}).default({}),
  responses: { 204: 'empty' },
  problems: ['RATE_LIMITED'],
});

export const accountRoutes = {
  signInOptions,
  forgotPassword,
  resetPassword,
  changePassword,
  verifyEmail,
  sendVerification,
};

export const accountChange = z.enum([
  'email_verified',
  'password_reset',
  'password_changed',
  'second_factor_added',
  'second_factor_removed',
  'recovery_codes_renewed',
  'recovery_code_used',
  'identity_linked',
  'identity_unlinked',
]);
export type AccountChange = z.infer<typeof accountChange>;

/** Facts about accounts. A person belongs to no company, so their company is `platform`. */
export const accountEvents = {
  /** Something that guards an account changed. */
  accountChanged: event({
    type: 'account.changed.v1',
    producer: 'auth',
    data: z.object({
      userId,
      change: accountChange,
      address: z.string().nullable().meta({ description: 'Of the network, from where it was asked' }),
    }),
  }),
} as const;

export const accountRpc = {
  /** A link that sets a new password, for somebody to be handed over by an administrator. Sealed for `resetLinkOwner`. */
  createResetLink: rpc({
    service: 'auth',
    method: 'auth.createResetLink',
    permission: 'members:write',
    callers: ['company'],
    timeoutMs: 5000,
    request: z.object({ userId, memberId: z.string() }),
    response: z.object({ sealedLink: z.string(), expiresAt: timestamp }),
    problems: ['NOT_FOUND', 'RATE_LIMITED'],
  }),
} as const;

/** Who seals and opens the link of `createResetLink`. */
export const resetLinkOwner = (companyId: string, userId: string) => ({ companyId, id: userId, purpose: 'reset-link' });
