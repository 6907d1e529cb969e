import { randomUUID } from 'node:crypto';
import { ApiClient } from '#libs/client';
import { createWorkflow, listTriggers, logIn, publishWorkflow, setWorkflowLimits, signUp } from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { Load } from './load.js';
import type { Bench } from './platform.js';

const password = 'four grey herons wade';

/** A company made for a measurement, and what is measured in it. */
export class BenchCompany {
  private constructor(
    private readonly platform: Bench,
    readonly client: ApiClient,
    private readonly email: string,
  ) {}

  static async create(platform: Bench): Promise<BenchCompany> {
    const client = new ApiClient(platform.url);
    const email = `${randomUUID()}@bench.example`;
    const company = new BenchCompany(platform, client, email);
    await client.call(signUp, { body: { email, password, name: 'Bench', companyName: 'Bench' } });
    await company.logIn();
    return company;
  }

  /** A token for the next few minutes. */
  async logIn(): Promise<string> {
    const { accessToken } = await this.client.call(logIn, { body: { email: this.email, password } });
    this.client.authorize(accessToken);
    return accessToken;
  }

  /** @returns id of the published workflow */
  async publish(name: string, definition: Definition): Promise<string> {
    const { id } = await this.client.call(createWorkflow, { body: { name, definition } });
    await this.client.call(publishWorkflow, { params: { id }, body: {} });
    return id;
  }

  /** How many runs of a workflow are worked on at once. */
  async limit(id: string, maxConcurrentRuns: number): Promise<void> {
    await this.client.call(setWorkflowLimits, { params: { id }, body: { maxConcurrentRuns } });
  }

  /** Path of the webhook that the published version of a workflow has. */
  async hookOf(id: string): Promise<string> {
    const { items } = await this.client.call(listTriggers, { params: { id } });
    return new URL(items.find(({ url }) => url)!.url!).pathname;
  }

  /** Requests in the name of the company's owner, to the service itself unless `through` says the gateway. */
  async load(connections: number, through: 'service' | 'gateway' = 'service'): Promise<Load> {
    const token = await this.logIn();
    return new Load(through === 'gateway' ? this.platform.url : this.platform.api, connections, token);
  }
}

/** `count` nodes of a kind in a row behind a trigger. */
export function rowOf(count: number, kind: string, config: (index: number) => Record<string, unknown>): Definition {
  const ids = Array.from({ length: count }, (_, index) => `step${index + 1}`);
  return {
    schemaVersion: 1,
    nodes: [
      { id: 'start', kind: 'trigger.api', config: {} },
      ...ids.map((id, index) => ({ id, kind, config: config(index) })),
    ],
    edges: ids.map((to, index) => ({ from: index === 0 ? 'start' : ids[index - 1]!, to })),
  };
}
