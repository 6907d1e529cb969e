import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { AppError } from '#libs/contracts';
import { BriefMemory } from '#libs/platform/cache';
import { operatorCompany } from './catalogue.entity.js';
import type { ConnectedProvider, Target } from './connected-provider.js';
import { checkKey, ModelCheckRepository, type KeptChecks } from './model-check.repository.js';
import { payerOf, ProbeCosts } from '../usage/probe-costs.js';
import { abilityOf, type Ability } from './tool-ability.js';
import { ToolProbe } from './tool-probe.js';

const heededWithinMs = 5000;
/** A local model may have to be loaded first. */
const longestProbeMs = 30_000;

/** Finds out which models can call tools, and keeps what it found. */
@Injectable()
export class ToolChecks implements BeforeApplicationShutdown {
  private readonly memory = new BriefMemory<KeptChecks>({ ttlMs: heededWithinMs });
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly rows: ModelCheckRepository,
    private readonly probe: ToolProbe,
    private readonly costs: ProbeCosts,
  ) {}

  /** What is known, without asking anybody. */
  async known(companyId: string): Promise<(target: Target) => Ability> {
    const checks = await this.memory.of(companyId, () => this.rows.of(companyId));
    return (target) => abilityOf(target, checks, Date.now());
  }

  /**
   * What is known, or what a sample call finds out; concurrent asks make one call. What is old is looked at again in the background.
   * @throws what the provider throws
   */
  async find(companyId: string, target: Target): Promise<boolean> {
    const { tools, isOld } = (await this.known(companyId))(target);
    if (tools === undefined) return this.check(companyId, target);
    if (isOld) this.inBackground(companyId, target);
    return tools;
  }

  /** A sample call, whatever is known. @throws what the provider throws; DEADLINE_EXCEEDED */
  check(companyId: string, target: Target): Promise<boolean> {
    const key = checkKey(target.connected.key, target.name);
    let run = this.running.get(key);
    if (!run) {
      run = this.ask(companyId, target).finally(() => this.running.delete(key));
      this.running.set(key, run);
    }
    return run;
  }

  /** For later calls; who needs it now waits for `find`. */
  inBackground(companyId: string, target: Target): void {
    this.check(companyId, target).catch(() => undefined);
  }

  /** Its answers came from another address, or with another key. */
  async forget(companyId: string, { key }: Pick<ConnectedProvider, 'key'>): Promise<void> {
    await this.rows.deleteOf(companyId, key);
    this.memory.forget(companyId);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new AppError('SHUTTING_DOWN'));
    await Promise.allSettled(this.running.values());
  }

  private async ask(companyId: string, target: Target): Promise<boolean> {
    const { connected, name } = target;
    const tooLong = new AbortController();
    const detail = 'Whether the model can call tools was not found out in time';
    const timer = setTimeout(() => tooLong.abort(new AppError('DEADLINE_EXCEEDED', { detail })), longestProbeMs);
    try {
      const signal = AbortSignal.any([this.stopping.signal, tooLong.signal]);
      const tools = await this.costs.of({ caller: payerOf(companyId), signal }, target, (provider) =>
        this.probe.ask(provider, name, { signal }),
      );
      const owner = connected.source === 'company' ? companyId : operatorCompany;
      await this.rows.save(owner, connected.key, name, tools);
      if (owner === operatorCompany) this.memory.forgetAll();
      else this.memory.forget(companyId);
      return tools;
    } finally {
      clearTimeout(timer);
    }
  }
}
