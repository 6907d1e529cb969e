import { Injectable } from '@nestjs/common';
import type { Caller } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import { SpendRepository } from '../usage/spend.repository.js';
import { quarterOf } from '../usage/spend.entity.js';
import { KeptAnswers } from './kept-answers.js';

const dayMs = 86_400_000;

/** What kept answers served and saved, and how they are forgotten. */
@Injectable()
export class AnswerCacheService {
  constructor(
    private readonly answers: KeptAnswers,
    private readonly spend: SpendRepository,
    private readonly db: Database,
  ) {}

  async figures({ companyId }: Caller, days: number) {
    const from = quarterOf((await this.db.now()) - days * dayMs);
    const [{ entries, oldest }, groups] = await Promise.all([
      this.answers.figures(companyId),
      this.spend.by(companyId, { from }, 'cached'),
    ]);
    const hits = (how: string) => groups.find(({ key }) => key === how)?.calls ?? 0;
    const sum = (name: 'calls' | 'savedMicros') => groups.reduce((total, group) => total + group[name], 0);
    return {
      entries,
      oldest: oldest === null ? null : new Date(oldest).toISOString(),
      days,
      hits: { exact: hits('exact'), semantic: hits('semantic') },
      calls: sum('calls'),
      savedMicros: sum('savedMicros'),
    };
  }

  async clear({ companyId }: Caller, model?: string): Promise<{ deleted: number }> {
    return { deleted: await this.answers.clear(companyId, model) };
  }
}
