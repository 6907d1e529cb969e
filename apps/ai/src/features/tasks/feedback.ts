import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { newId, type Caller, type classifyFeedback } from '#libs/contracts';
import { Database, TenantRepository } from '#libs/platform/database';
import { fewestFeedback, fitted, type Scaling } from './calibration.js';
import { feedbackEntity, type FeedbackRow } from './feedback.entity.js';

/** The newest ones count: models change behind their names. */
const counted = 500;
/** What was fitted is used that long; another replica hears of feedback that late. */
const keptMs = 30_000;
const kept = 1000;

/** What people said about classifications, and what follows from it for later ones. */
@Injectable()
export class Feedback {
  private readonly rows: TenantRepository<FeedbackRow>;
  private readonly fits = new Map<string, { until: number; scaling: Promise<Scaling | undefined> }>();

  constructor(private readonly db: Database) {
    this.rows = new TenantRepository(db, feedbackEntity);
  }

  async give(
    { companyId }: Pick<Caller, 'companyId'>,
    { labels, model, stated, correct }: z.output<typeof classifyFeedback>,
  ): Promise<void> {
    const scope = scopeOf(model, labels);
    await this.rows.insert(companyId, {
      id: newId('aiFeedback'),
      scope,
      stated: Math.round(stated * 1000),
      correct,
      at: await this.db.now(),
    });
    this.fits.delete(`${companyId} ${scope}`);
  }

  /** Undefined while too few have spoken. */
  scaling(companyId: string, model: string, labels: readonly string[]): Promise<Scaling | undefined> {
    const scope = scopeOf(model, labels);
    const key = `${companyId} ${scope}`;
    const known = this.fits.get(key);
    if (known && known.until > performance.now()) return known.scaling;
    const scaling = this.fit(companyId, scope);
    if (this.fits.size >= kept) this.fits.delete(this.fits.keys().next().value!);
    this.fits.set(key, { until: performance.now() + keptMs, scaling });
    scaling.catch(() => this.fits.delete(key));
    return scaling;
  }

  private async fit(companyId: string, scope: string): Promise<Scaling | undefined> {
    const rows = await this.rows.find(companyId, { where: { scope }, order: { id: 'desc' }, limit: counted });
    if (rows.length < fewestFeedback) return undefined;
    return fitted(rows.map(({ stated, correct }) => ({ stated: stated / 1000, correct })));
  }
}

const scopeOf = (model: string, labels: readonly string[]): string =>
  createHash('sha256')
    .update(JSON.stringify([model, [...labels].sort()]))
    .digest('base64url');
