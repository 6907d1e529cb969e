import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Blobs } from '#libs/platform/blobs';
import { Database } from '#libs/platform/database';
import { Lease, LeasedLoop } from '#libs/platform/events';
import type { Logger } from '#libs/platform/logging';
import { serviceLogger } from '#libs/service';
import { AuditChain, type Anchor } from './audit-chain.js';
import { AuditHeads } from './audit-heads.js';

const everyMs = 600_000;
const companiesAtOnce = 100;

const folder = (companyId: string) => `${companyId}/audit-anchors/`;
const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);

/**
 * Puts signed copies of the heads outside the database, among the blobs and into the log of the service: whoever cuts the end of a log, or
 * replaces all of it, cannot take those back. One process of the cluster at a time, by lease.
 */
@Injectable()
export class AuditAnchors implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: LeasedLoop;
  private restsUntil = 0;

  constructor(
    private readonly db: Database,
    private readonly blobs: Blobs,
    private readonly heads: AuditHeads,
    private readonly chain: AuditChain,
    @Inject(serviceLogger) private readonly logger: Logger,
  ) {
    const lease = new Lease(db, 'audit-anchors', randomUUID());
    this.loop = new LeasedLoop(lease, { turn: () => this.turn(), idleMs: everyMs }, logger);
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }

  /** Anchors what moved. @returns how many heads */
  async anchorAll(): Promise<number> {
    const moved = await this.heads.moved(companiesAtOnce);
    // A head that is not ours is not vouched for.
    for (const head of moved) if (head.genuine) await this.anchor(head.companyId, head.seq, head.hash);
    return moved.filter(({ genuine }) => genuine).length;
  }

  /** The newest copy whose signature holds. @param hint epoch ms of when it was probably written */
  async newest(companyId: string, hint: number): Promise<Anchor | undefined> {
    const from = `${folder(companyId)}${dayOf(hint)}/`;
    return (hint > 0 ? await this.lastAfter(companyId, from) : undefined) ?? this.lastAfter(companyId, undefined);
  }

  private async turn(): Promise<boolean> {
    if (performance.now() < this.restsUntil) return false;
    const more = (await this.anchorAll()) === companiesAtOnce;
    if (!more) this.restsUntil = performance.now() + everyMs;
    return more;
  }

  private async anchor(companyId: string, seq: number, hash: string): Promise<void> {
    const anchor: Anchor = { companyId, seq, hash, at: await this.db.now() };
    const signature = this.chain.anchorSignature(anchor);
    const key = `${folder(companyId)}${dayOf(anchor.at)}/${String(seq).padStart(12, '0')}.json`;
    await this.blobs.put(key, JSON.stringify({ ...anchor, signature }), { contentType: 'application/json' });
    this.logger.info({ companyId, seq, hash, signature }, 'audit log anchored');
    await this.heads.anchored(companyId, seq, anchor.at);
  }

  private async lastAfter(companyId: string, after: string | undefined): Promise<Anchor | undefined> {
    let newest: Anchor | undefined;
    for (let from = after; ;) {
      const { keys, next } = await this.blobs.list(folder(companyId), {
        ...(from === undefined ? {} : { after: from }),
        limit: 1000,
      });
      for (const key of keys.reverse()) {
        const anchor = await this.read(companyId, key);
        if (!anchor) continue;
        newest = anchor;
        break;
      }
      if (next === null) return newest;
      from = next;
    }
  }

  private async read(companyId: string, key: string): Promise<Anchor | undefined> {
    try {
      const { signature, ...anchor } = JSON.parse((await this.blobs.read(key)).toString('utf8')) as Anchor & {
        signature: string;
      };
      const holds = this.chain.same(signature, this.chain.anchorSignature(anchor));
      return holds && anchor.companyId === companyId ? anchor : undefined;
    } catch (error) {
      this.logger.warn({ error, key }, 'an anchor of the audit log is unreadable');
      return undefined;
    }
  }
}
