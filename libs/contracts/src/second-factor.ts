import { z } from 'zod';
import { timestamp } from './paging.js';
import { route } from './route.js';

const tag = 'auth';
const password = z
  .string()
  .min(1)
  .max(200)
  .meta({ description: 'Your password: whoever found an open session stops here' });
const recoveryCodes = z
  .array(z.string())
  .meta({ description: 'Each signs in once in place of a code; shown this once' });

export const secondFactor = z.object({
  enrolledAt: timestamp.nullable().meta({ description: 'Null while there is none' }),
  recoveryCodesLeft: z.number().int(),
});
export type SecondFactor = z.infer<typeof secondFactor>;

export const getSecondFactor = route({
  method: 'GET',
  path: '/auth/totp',
  permission: 'session:own',
  tag,
  summary: 'Whether you have a second factor',
  responses: { 200: secondFactor },
});

export const enrolSecondFactor = route({
  method: 'POST',
  path: '/auth/totp/enrol',
  permission: 'session:own',
  tag,
  summary: 'Begin to set up an authenticator app (TOTP, RFC 6238); nothing counts until a code of it is confirmed',
  body: z.strictObject({ password }),
  responses: {
    200: z.object({
      secret: z.string().meta({ description: 'Base32, to type into the app' }),
      uri: z.string().meta({ description: 'otpauth://…, for a QR code' }),
    }),
  },
  problems: ['PASSWORD_WRONG', 'CONFLICT', 'RATE_LIMITED'],
});

export const confirmSecondFactor = route({
  method: 'POST',
  path: '/auth/totp/confirm',
  permission: 'session:own',
  tag,
  summary: 'Confirm the app with a code of it: from now on every log-in asks for one',
  body: z.strictObject({ code: z.string().trim().min(1).max(40) }),
  responses: { 200: z.object({ recoveryCodes }) },
  problems: ['CODE_WRONG', 'CONFLICT', 'RATE_LIMITED'],
});

export const renewRecoveryCodes = route({
  method: 'POST',
  path: '/auth/totp/recovery-codes',
  permission: 'session:own',
  tag,
  summary: 'New recovery codes; the old ones do not count any more',
  body: z.strictObject({ password }),
  responses: { 200: z.object({ recoveryCodes }) },
  problems: ['PASSWORD_WRONG', 'CONFLICT', 'RATE_LIMITED'],
});

export const disableSecondFactor = route({
  method: 'POST',
  path: '/auth/totp/disable',
  permission: 'session:own',
  tag,
  summary: 'Remove the second factor',
  body: z.strictObject({ password }),
  responses: { 204: 'empty' },
  problems: ['PASSWORD_WRONG', 'RATE_LIMITED'],
});

export const secondFactorRoutes = {
  getSecondFactor,
  enrolSecondFactor,
  confirmSecondFactor,
  renewRecoveryCodes,
  disableSecondFactor,
};
