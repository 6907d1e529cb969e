import { Injectable } from '@nestjs/common';
import { companyRpc } from '#libs/contracts';
import { AuditTrail, type Occasion } from '#libs/platform/audit';
import { RpcClient } from '#libs/platform/rpc';

/** A person, as far as the audit log names them. */
interface Person {
  id: string;
  name: string;
}

/** What happens to accounts, in the audit logs of the companies that the person is in. */
@Injectable()
export class AccountAudit {
  constructor(
    private readonly trail: AuditTrail,
    private readonly rpc: RpcClient,
  ) {}

  /** In the company that the session begins with. */
  signedIn(person: Person, sessionId: string, companyId: string, device: string): Promise<void> {
    return this.trail.tellAlone({ ...this.of(person, 'signed-in'), companyId, facts: { session: sessionId, device } });
  }

  /** One a minute and address: in every company of the person, afterwards, so that the answer takes no longer than that to a stranger. */
  refused(person: Person, address: string): void {
    const refusal = { ...this.of(person, 'refused'), actor: { type: 'nobody' as const, id: 'unknown' } };
    this.everywhere(person.id, refusal, `refused ${person.id} ${address}`);
  }

  /** By the person: signed out here, or ended elsewhere from the list of sessions. */
  ended(person: Person, sessionId: string): void {
    this.everywhere(person.id, { ...this.of(person, 'ended'), facts: { session: sessionId } });
  }

  /** Anything else about the account: `told(user, 'user.password-changed')`. */
  told(person: Person, action: string, facts?: Record<string, unknown>): void {
    this.everywhere(person.id, { ...this.of(person, ''), action, facts });
  }

  private of({ id, name }: Person, verb: string): Omit<Occasion, 'companyId'> {
    return { action: `session.${verb}`, actor: { type: 'user', id }, target: { type: 'user', id, label: name } };
  }

  private everywhere(userId: string, occasion: Omit<Occasion, 'companyId'>, key?: string): void {
    this.rpc.call(companyRpc.memberships, { userId }).then(
      ({ companies }) => {
        for (const { id } of companies)
          this.trail.tellSoon({ ...occasion, companyId: id }, key === undefined ? undefined : `${id} ${key}`);
      },
      // Company is away: its log has a gap that the log of this service fills.
      () => undefined,
    );
  }
}
