import { Controller } from '@nestjs/common';
import {
  addMember,
  createResetLink,
  deactivateMember,
  listMembers,
  reactivateMember,
  removeMember,
  updateMember,
  type Caller,
  type In,
} from '#libs/contracts';
import { Handle } from '#libs/platform/http';
import { MembersService } from './members.service.js';
import { ResetLinks } from './reset-links.js';

@Controller()
export class MembersController {
  constructor(
    private readonly members: MembersService,
    private readonly resetLinks: ResetLinks,
  ) {}

  @Handle(listMembers) list(caller: Caller, { query }: In<typeof listMembers>) {
    return this.members.list(caller, query);
  }

  @Handle(addMember) add(caller: Caller, { body }: In<typeof addMember>) {
    return this.members.add(caller, body);
  }

  @Handle(updateMember) changeRole(caller: Caller, { params, body }: In<typeof updateMember>) {
    return this.members.changeRole(caller, params.id, body.role);
  }

  @Handle(removeMember) remove(caller: Caller, { params }: In<typeof removeMember>) {
    return this.members.remove(caller, params.id);
  }

  @Handle(deactivateMember) deactivate(caller: Caller, { params }: In<typeof deactivateMember>) {
    return this.members.deactivate(caller, params.id);
  }

  @Handle(reactivateMember) reactivate(caller: Caller, { params }: In<typeof reactivateMember>) {
    return this.members.reactivate(caller, params.id);
  }

  @Handle(createResetLink) resetLink(caller: Caller, { params }: In<typeof createResetLink>) {
    return this.resetLinks.create(caller, params.id);
  }
}
