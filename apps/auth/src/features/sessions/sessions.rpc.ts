import { Injectable } from '@nestjs/common';
import { accountRpc, authRpc, type Caller, type RpcIn } from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { ResetLinks } from '../account/reset-links.js';
import { KeysService } from '../keys/keys.service.js';
import { SecondFactorService } from '../second-factor/second-factor.service.js';
import { UserRepository } from '../users/user.repository.js';
import { userView } from '../users/user-view.js';
import { SessionRepository } from './session.repository.js';
import { SessionsService } from './sessions.service.js';

@Injectable()
export class SessionsRpc {
  constructor(
    private readonly sessions: SessionsService,
    private readonly repository: SessionRepository,
    private readonly users: UserRepository,
    private readonly signingKeys: KeysService,
    private readonly factors: SecondFactorService,
    private readonly resetLinks: ResetLinks,
  ) {}

  @HandleRpc(authRpc.keys)
  async keys() {
    return { keys: await this.signingKeys.publicKeys() };
  }

  @HandleRpc(authRpc.sessionValid)
  async sessionValid(_caller: unknown, { sessionId, userId }: RpcIn<typeof authRpc.sessionValid>) {
    const [session, isEnrolled] = await Promise.all([
      this.repository.standing(sessionId, userId),
      this.factors.isEnrolled(userId),
    ]);
    // What a company's own identity provider asks for is the company's business already.
    const isVouchedFor = session !== undefined && session.companyId !== null;
    return {
      valid: session !== undefined,
      secondFactor: isEnrolled || isVouchedFor,
      ageMs: session?.ageMs ?? 0,
    };
  }

  @HandleRpc(authRpc.users)
  async usersById(_caller: unknown, { ids }: RpcIn<typeof authRpc.users>) {
    return { users: (await this.users.byIds(ids)).map(userView) };
  }

  @HandleRpc(authRpc.userByEmail)
  async userByEmail(_caller: unknown, { email }: RpcIn<typeof authRpc.userByEmail>) {
    const row = await this.users.byEmail(email);
    return { user: row ? userView(row) : null };
  }

  @HandleRpc(authRpc.emailProved)
  async emailProved(_caller: unknown, { userId, email }: RpcIn<typeof authRpc.emailProved>) {
    const row = await this.users.proved(userId, email);
    return { user: row ? userView(row) : null };
  }

  @HandleRpc(authRpc.createUser)
  async createUser(_caller: unknown, request: RpcIn<typeof authRpc.createUser>) {
    return { user: await this.sessions.createUser(request) };
  }

  @HandleRpc(accountRpc.createResetLink)
  createResetLink(caller: Caller, { userId, memberId }: RpcIn<typeof accountRpc.createResetLink>) {
    return this.resetLinks.create(caller, userId, memberId);
  }
}
