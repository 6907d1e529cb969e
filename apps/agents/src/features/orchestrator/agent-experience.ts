import { Injectable } from '@nestjs/common';
import { idAt } from '#libs/contracts';
import { Database } from '#libs/platform/database';
import type { Ends, Experience } from './suited-agent.js';
import { wordsOf } from './words.js';

const lookBackMs = 90 * 86_400_000;
/** Of the company, the newest ones. */
const mostTasks = 1000;
/** A rating that says that the result was of no use, whatever the task says of itself. */
const badScore = 2;

/** What agents have shown: the words of the tasks that they did, and how those ended. */
@Injectable()
export class AgentExperience {
  constructor(private readonly db: Database) {}

  /** By the id of the agent, from the company's newest tasks of the last 90 days. What was called off says nothing. */
  async of(companyId: string): Promise<ReadonlyMap<string, Experience>> {
    const since = idAt('task', (await this.db.now()) - lookBackMs);
    const rows = await this.db.query<{ agent_id: string; goal: string; status: string; score: number | null }>(
      "SELECT agent_id, goal, status, score FROM tasks WHERE company_id = ? AND id >= ? AND status IN ('succeeded', 'failed') ORDER BY id DESC LIMIT ?",
      [companyId, since, mostTasks],
    );
    const all = new Map<string, Map<string, Ends>>();
    for (const { agent_id: agentId, goal, status, score } of rows) {
      const known = all.get(agentId) ?? new Map<string, Ends>();
      all.set(agentId, known);
      const isGood = status === 'succeeded' && (score === null || Number(score) > badScore);
      for (const stem of wordsOf(goal).keys()) {
        const ends = known.get(stem) ?? { succeeded: 0, failed: 0 };
        ends[isGood ? 'succeeded' : 'failed'] += 1;
        known.set(stem, ends);
      }
    }
    return all;
  }
}
