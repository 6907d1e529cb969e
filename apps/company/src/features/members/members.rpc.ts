import { Injectable } from '@nestjs/common';
import { AppError, companyRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { CompaniesService } from '../companies/companies.service.js';
import { Memberships } from './memberships.js';
import { MembersService } from './members.service.js';

@Injectable()
export class MembersRpc {
  constructor(
    private readonly companies: CompaniesService,
    private readonly members: MembersService,
    private readonly known: Memberships,
  ) {}

  @HandleRpc(companyRpc.createCompany)
  async createCompany(_caller: Caller | undefined, request: RpcIn<typeof companyRpc.createCompany>) {
    return { company: await this.companies.create(request) };
  }

  @HandleRpc(companyRpc.memberships)
  async memberships(_caller: Caller | undefined, { userId }: RpcIn<typeof companyRpc.memberships>) {
    return { companies: await this.known.of(userId) };
  }

  @HandleRpc(companyRpc.withoutCompany)
  async withoutCompany(_caller: Caller | undefined, { userIds }: RpcIn<typeof companyRpc.withoutCompany>) {
    return { userIds: await this.known.inNone(userIds) };
  }

  @HandleRpc(companyRpc.membership)
  async membership(_caller: Caller | undefined, { userId, companyId }: RpcIn<typeof companyRpc.membership>) {
    return this.known.one(userId, companyId);
  }

  @HandleRpc(companyRpc.admitMember)
  async admitMember(_caller: Caller | undefined, request: RpcIn<typeof companyRpc.admitMember>) {
    return { membership: await this.members.admit(request) };
  }

  @HandleRpc(companyRpc.resolveRecipients)
  async resolveRecipients(caller: Caller | undefined, { recipients }: RpcIn<typeof companyRpc.resolveRecipients>) {
    if (!caller) throw new AppError('TENANT_MISSING');
    return this.members.resolve(caller.companyId, recipients);
  }
}
