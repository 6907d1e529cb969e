import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AuditActor } from '#libs/contracts';
import { callContext } from '#libs/platform/rpc';
import { AuditTrail, type Occasion } from './audit-trail.js';

/** A secret of a company, as the log names it. */
export interface UsedSecret {
  /** `credential`, `ai-provider`, `channel`: what holds it. */
  type: string;
  id: string;
  companyId: string;
  label: string;
}

interface Use {
  secret: UsedSecret;
  actor: AuditActor | undefined;
  /** Beyond the first, which was told at once. */
  more: number;
  /** On the clock of the process, ms. */
  until: number;
}

const hourMs = 3600_000;

/** Who uses which secret, in the audit log: the first use at once, the others of the hour as a number. */
@Injectable()
export class SecretUses implements BeforeApplicationShutdown {
  private readonly uses = new Map<string, Use>();
  private readonly timer = setInterval(
    () => void this.settle(performance.now()).catch(() => undefined),
    60_000,
  ).unref();

  private readonly platform: AuditActor;

  constructor(private readonly trail: AuditTrail) {
    this.platform = { type: 'service', id: trail.service };
  }

  /** @param runsTogether what runs do counts as the platform's doing, not as that of each run: for secrets that are used all the time */
  note(secret: UsedSecret, { runsTogether = false } = {}): void {
    const working = callContext.getStore()?.actor;
    const actor = runsTogether && working?.type === 'run' ? this.platform : working;
    const key = `${secret.companyId} ${secret.type} ${secret.id} ${actor?.id ?? ''}`;
    const known = this.uses.get(key);
    if (known) {
      known.more += 1;
      return;
    }
    const use = { secret, actor, more: 0, until: performance.now() + hourMs };
    this.uses.set(key, use);
    this.trail.tellSoon(occasionOf(use, 1));
  }

  /** Tells the numbers of the hours that are over. */
  async settle(now: number): Promise<void> {
    const over = [...this.uses].filter(([, use]) => now >= use.until);
    for (const [key] of over) this.uses.delete(key);
    for (const [, use] of over) if (use.more > 0) await this.trail.tellAlone(occasionOf(use, use.more));
  }

  /** What a process counted is told before it goes; what a killed one counted is lost, but for each first use. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.settle(Number.POSITIVE_INFINITY).catch(() => undefined);
  }
}

const occasionOf = ({ secret, actor }: Pick<Use, 'secret' | 'actor'>, times: number): Occasion => ({
  companyId: secret.companyId,
  action: `${secret.type}.used`,
  actor,
  target: { type: secret.type, id: secret.id, label: secret.label },
  facts: { times },
});
