import { z } from 'zod';
import { companyMembership, emailAddress, newPassword } from './auth.js';
import { invitationId } from './ids.js';
import { timestamp } from './paging.js';
import { roles } from './permissions.js';
import { route } from './route.js';

const tag = 'company';
const token = z.string().min(1).max(200).meta({ description: 'From the link of the invitation; used once' });

export const invitation = z.object({
  id: invitationId,
  email: z.string(),
  role: z.enum(roles),
  invitedBy: z.string().meta({ description: 'Name of the member who invites' }),
  createdAt: timestamp,
  expiresAt: timestamp,
});
export type Invitation = z.infer<typeof invitation>;

export const listInvitations = route({
  method: 'GET',
  path: '/invitations',
  permission: 'members:write',
  tag,
  summary: 'Invitations that are open',
  responses: { 200: z.object({ items: z.array(invitation), nextCursor: z.null() }) },
});
export const createInvitation = route({
  method: 'POST',
  path: '/invitations',
  permission: 'members:write',
  tag,
  summary: 'Invite somebody by mail; again for the same address, the earlier link stops counting',
  body: z.strictObject({ email: emailAddress, role: z.enum(roles) }),
  responses: {
    201: invitation.extend({
      link: z.string().nullable().meta({ description: 'To be passed on; null where it was mailed' }),
    }),
  },
  problems: ['CONFLICT', 'FORBIDDEN', 'LIMIT_EXCEEDED', 'EMAIL_DOMAIN_NOT_ALLOWED'],
});
export const revokeInvitation = route({
  method: 'DELETE',
  path: '/invitations/:id',
  permission: 'members:write',
  tag,
  summary: 'Take an invitation back',
  params: z.object({ id: invitationId }),
  responses: { 204: 'empty' },
  problems: ['INVITATION_NOT_FOUND'],
});
export const lookAtInvitation = route({
  method: 'POST',
  path: '/invitations/look',
  permission: 'public',
  tag,
  summary: 'What an invitation says, for whoever has its link',
  body: z.strictObject({ token }),
  responses: {
    200: invitation
      .pick({ email: true, role: true, invitedBy: true, expiresAt: true })
      .extend({ company: z.string(), hasAccount: z.boolean() }),
  },
  problems: ['LINK_INVALID', 'RATE_LIMITED'],
});
/** The link proves the address: the new account is verified. */
export const joinByInvitation = route({
  method: 'POST',
  path: '/invitations/join',
  permission: 'public',
  tag,
  summary: 'Accept an invitation with a new account; then log in',
  body: z.strictObject({ token, name: z.string().trim().min(1).max(100), password: newPassword }),
  responses: { 201: z.object({ email: z.string(), company: companyMembership }) },
  problems: ['LINK_INVALID', 'EMAIL_TAKEN', 'PASSWORD_WEAK', 'RATE_LIMITED', 'EMAIL_DOMAIN_NOT_ALLOWED'],
});
export const acceptInvitation = route({
  method: 'POST',
  path: '/invitations/accept',
  permission: 'session:own',
  tag,
  summary: 'Accept an invitation with the account that is signed in; its address must be the invited one',
  body: z.strictObject({ token }),
  responses: { 200: z.object({ company: companyMembership }) },
  problems: ['LINK_INVALID', 'CONFLICT', 'FORBIDDEN', 'EMAIL_DOMAIN_NOT_ALLOWED'],
});

export const invitationRoutes = {
  listInvitations,
  createInvitation,
  revokeInvitation,
  lookAtInvitation,
  joinByInvitation,
  acceptInvitation,
};
