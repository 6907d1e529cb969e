import { z } from 'zod';
import { route } from './route.js';

const tag = 'company';

/** Entries of one list. */
const most = 100;

/** One address of a network, or all that begin alike: `203.0.113.7`, `203.0.113.0/24`, `2001:db8::/32`. */
const network = z
  .string()
  .trim()
  .max(64)
  .transform((text) => text.toLowerCase())
  .refine(
    (text) => [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()].some((kind) => kind.safeParse(text).success),
    'expected an address such as 203.0.113.7, or a range such as 203.0.113.0/24',
  );
const domain = z
  .string()
  .trim()
  .transform((text) => text.replace(/^@/, '').toLowerCase())
  .refine(
    (text) => text.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(text),
    'expected a domain such as example.com',
  );

/** What a company asks of everybody who works in it. Every rule acts within five seconds, also on sessions that are open. */
export const companySecurity = z.object({
  secondFactorRequired: z
    .boolean()
    .default(false)
    .meta({ description: 'Members without a second factor may do nothing but set one up' }),
  sessionHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .nullable()
    .default(null)
    .meta({ description: 'Hours after a sign-in when a new one is asked for; null: the 30 days that a session lasts' }),
  emailDomains: z
    .array(domain)
    .max(most)
    .default([])
    .meta({ description: 'Domains of the e-mail addresses that are let in; none: all of them' }),
  memberNetworks: z
    .array(network)
    .max(most)
    .default([])
    .meta({ description: 'Network addresses and ranges (CIDR) from which people are let in; none: from everywhere' }),
  apiKeyNetworks: z
    .array(network)
    .max(most)
    .default([])
    .meta({ description: 'Network addresses and ranges (CIDR) from which API keys count; none: from everywhere' }),
});
export type CompanySecurity = z.infer<typeof companySecurity>;

/** What holds where nothing was set. */
export const companySecurityDefaults: CompanySecurity = companySecurity.parse({});

/** Whether somebody with this address is let in. */
export const isEmailAllowed = ({ emailDomains }: CompanySecurity, email: string): boolean =>
  emailDomains.length === 0 || emailDomains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase());

const fields = companySecurity.shape;

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
  body: z.strictObject({
    secondFactorRequired: fields.secondFactorRequired.unwrap().optional(),
    sessionHours: fields.sessionHours.unwrap().optional(),
    emailDomains: fields.emailDomains.unwrap().optional(),
    memberNetworks: fields.memberNetworks.unwrap().optional(),
    apiKeyNetworks: fields.apiKeyNetworks.unwrap().optional(),
  }),
  responses: { 200: companySecurity },
  problems: ['WOULD_LOCK_YOU_OUT'],
});

export const companySecurityRoutes = { getCompanySecurity, updateCompanySecurity };
