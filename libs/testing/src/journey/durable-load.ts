import { answerInboxItem, listInbox, listRuns, runHistory, type RunEvent, type RunSummary } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { eventually } from './eventually.js';
import { over, type Tenant } from './tenant.js';
import type { HttpPeer } from './wire-peers.js';

/** Items of each run: as many outside effects. */
export const itemsPerRun = 6;

/** A map whose every item acts on the outside, then a question to people, then a file. */
const definition = (receiver: string): Definition => ({
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.api', config: {} },
    {
      id: 'each',
      kind: 'flow.map',
      config: { items: '{{ input.items }}', concurrency: 3, result: '{{ steps.line.output.text }}' },
    },
    { id: 'line', kind: 'data.set', parent: 'each', config: { values: { text: '{{ "item " + item }}' } } },
    {
      id: 'tell',
      kind: 'notify.webhook',
      parent: 'each',
      config: { url: receiver, payload: { run: '{{ run.id }}', item: '{{ item }}' } },
    },
    { id: 'ask', kind: 'human.approval', config: { title: 'Go on?', assignees: ['role:owner'] } },
    {
      id: 'file',
      kind: 'data.file',
      config: { name: 'result.json', format: 'json', content: '{{ steps.each.output }}' },
    },
  ],
  edges: [
    { from: 'start', to: 'each' },
    { from: 'line', to: 'tell' },
    { from: 'each', to: 'ask' },
    { from: 'ask', port: 'approved', to: 'file' },
  ],
});

/** Runs under way while processes die, and the account of what became of them. */
export class DurableLoad {
  private constructor(
    private readonly tenant: Tenant,
    private readonly receiver: HttpPeer,
    private readonly workflowId: string,
  ) {}

  static async prepare(tenant: Tenant, receiver: HttpPeer): Promise<DurableLoad> {
    return new DurableLoad(tenant, receiver, await tenant.publish('Load', definition(`${receiver.url}/effects`)));
  }

  /** Starts runs; a start that meets a dying process may or may not have counted. */
  async start(count: number): Promise<void> {
    const items = Array.from({ length: itemsPerRun }, (_, index) => index);
    await Promise.all(
      Array.from({ length: count }, () => this.tenant.run(this.workflowId, { items }).catch(() => undefined)),
    );
  }

  /** Answers what is asked, once; errors of a platform that is away are let pass. */
  async answer(): Promise<void> {
    const { items } = await this.tenant.owner.call(listInbox, { query: { limit: 200 } });
    await Promise.all(
      items.map(({ id }) =>
        this.tenant.owner
          .call(answerInboxItem, { params: { id }, body: { decision: 'approved' } })
          .catch(() => undefined),
      ),
    );
  }

  /** Keeps answering until every run of the company is over. @returns them all */
  async finish(withinMs = 90_000): Promise<RunSummary[]> {
    return eventually(
      async () => {
        await this.answer();
        const runs = await this.runs();
        const open = runs.filter(({ status }) => !over.has(status));
        if (open.length > 0)
          throw new Error(
            `${open.length} of ${runs.length} runs are open: ${open
              .slice(0, 3)
              .map(({ id, status }) => `${id} ${status}`)
              .join(', ')}`,
          );
        return runs;
      },
      { withinMs, everyMs: 200 },
    );
  }

  /**
   * Every run succeeded, no step has two results, and the receiver got each effect under one key: as many keys as items, and the same
   * key for the same item always.
   */
  async expectExactlyOnce(runs: readonly RunSummary[]): Promise<void> {
    expect(runs.filter(({ status }) => status !== 'succeeded')).toEqual([]);
    for (const { id } of runs) {
      const results = (await this.history(id))
        .filter(({ type }) => type === 'step.succeeded' || type === 'step.resolved')
        .map(({ path, type, data }) => `${path} ${type} ${String(data['attempt'])}`);
      expect(new Set(results).size).toBe(results.length);
      expect(results.filter((result) => result.includes('/tell'))).toHaveLength(itemsPerRun);
    }
    const keysOf = new Map<string, Set<string>>();
    await eventually(() => {
      for (const { headers, body } of this.receiver.posts) {
        const effect = JSON.stringify(body);
        keysOf.set(effect, (keysOf.get(effect) ?? new Set()).add(String(headers['webhook-id'])));
      }
      expect(keysOf.size).toBe(runs.length * itemsPerRun);
    });
    for (const keys of keysOf.values()) expect(keys.size).toBe(1);
    expect(new Set([...keysOf.values()].map((keys) => [...keys][0])).size).toBe(keysOf.size);
  }

  private async runs(): Promise<RunSummary[]> {
    const all: RunSummary[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: RunSummary[]; nextCursor: string | null } = await this.tenant.owner.call(listRuns, {
        query: { limit: 200, ...(cursor === null ? {} : { cursor }) },
      });
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  }

  private async history(id: string): Promise<RunEvent[]> {
    return (await this.tenant.owner.call(runHistory, { params: { id }, query: { limit: 1000 } })).items;
  }
}
