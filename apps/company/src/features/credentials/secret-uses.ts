import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AuditActor } from '#libs/contracts';
import { AuditTrail, type Occasion } from '#libs/platform/audit';
import { callContext } from '#libs/platform/rpc';

interface Use {
  companyId: string;
  id: string;
  label: string;
  actor: AuditActor | undefined;
  /** Beyond the first, which was told at once. */
  more: number;
  /** On the clock of the process, ms. */
  until: number;
}

const hourMs = 3600_000;

/** Who uses which credential, in the audit log: the first use at once, the others of the hour as a number. */
@Injectable()
export class SecretUses implements BeforeApplicationShutdown {
  private readonly uses = new Map<string, Use>();
  private readonly timer = setInterval(
    () => void this.settle(performance.now()).catch(() => undefined),
    60_000,
  ).unref();

  constructor(private readonly trail: AuditTrail) {}

  note({ id, companyId, name }: { id: string; companyId: string; name: string }): void {
    const actor = callContext.getStore()?.actor;
    const key = `${companyId} ${id} ${actor?.id ?? ''}`;
    const known = this.uses.get(key);
    if (known) {
      known.more += 1;
      return;
    }
    const use = { companyId, id, label: name, actor, more: 0, until: performance.now() + hourMs };
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

const occasionOf = ({ companyId, id, label, actor }: Use, times: number): Occasion => ({
  companyId,
  action: 'credential.used',
  actor,
  target: { type: 'credential', id, label },
  facts: { times },
});
