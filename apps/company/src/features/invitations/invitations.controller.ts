import { Controller } from '@nestjs/common';
import {
  acceptInvitation,
  createInvitation,
  joinByInvitation,
  listInvitations,
  lookAtInvitation,
  mailLanguage,
  revokeInvitation,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle, type HttpContext } from '#libs/platform/http';
import { InvitationsService } from './invitations.service.js';

@Controller()
export class InvitationsController {
  constructor(private readonly invitations: InvitationsService) {}

  @Handle(listInvitations) list(caller: Caller) {
    return this.invitations.list(caller);
  }

  @Handle(createInvitation) create(caller: Caller, { body }: In<typeof createInvitation>, http: HttpContext) {
    return this.invitations.create(caller, body, mailLanguage(http.header('accept-language')));
  }

  @Handle(revokeInvitation) revoke(caller: Caller, { params }: In<typeof revokeInvitation>): Promise<void> {
    return this.invitations.revoke(caller, params.id);
  }

  @Handle(lookAtInvitation) look(
    _caller: Caller | undefined,
    { body }: In<typeof lookAtInvitation>,
    http: HttpContext,
  ) {
    return this.invitations.look(body.token, http.ip);
  }

  @Handle(joinByInvitation) join(
    _caller: Caller | undefined,
    { body }: In<typeof joinByInvitation>,
    http: HttpContext,
  ) {
    return this.invitations.join(body, http.ip);
  }

  @Handle(acceptInvitation) accept(caller: Caller, { body }: In<typeof acceptInvitation>) {
    return this.invitations.accept(caller, body.token);
  }
}
