import { randomUUID } from 'node:crypto';
import { ApiClient } from '#libs/client';
import {
  addMember,
  createWorkflow,
  getRun,
  logIn,
  publishWorkflow,
  signUp,
  startRun,
  type Role,
  type Run,
} from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { eventually } from './eventually.js';

const password = 'four grey herons wade';
export const over: ReadonlySet<Run['status']> = new Set(['succeeded', 'failed', 'cancelled']);

/** A fresh company with its owner signed in, through the API as anybody would. */
export class Tenant {
  private constructor(
    readonly url: string,
    readonly owner: ApiClient,
    readonly ownerEmail: string,
    readonly companyId: string,
  ) {}

  static async signUp(url: string): Promise<Tenant> {
    const owner = new ApiClient(url);
    const email = `${randomUUID()}@tenant.example`;
    const session = await owner.call(signUp, {
      body: { email, password, name: 'Mara Lindqvist', companyName: 'Larkfield Supply' },
    });
    owner.authorize(session.accessToken);
    return new Tenant(url, owner, email, session.company.id);
  }

  /** Log-in tokens live five minutes; a long test signs in again. */
  async signInAgain(): Promise<void> {
    this.owner.authorize((await this.owner.call(logIn, { body: { email: this.ownerEmail, password } })).accessToken);
  }

  /** Another member, signed in. */
  async member(role: Role): Promise<ApiClient> {
    const email = `${randomUUID()}@tenant.example`;
    await this.owner.call(addMember, { body: { email, name: `A ${role}`, role, password } });
    const client = new ApiClient(this.url);
    client.authorize((await client.call(logIn, { body: { email, password } })).accessToken);
    return client;
  }

  /** Creates and publishes a workflow. @returns its id */
  async publish(name: string, definition: Definition): Promise<string> {
    const { id } = await this.owner.call(createWorkflow, { body: { name, definition } });
    await this.owner.call(publishWorkflow, { params: { id }, body: {} });
    return id;
  }

  /** @returns the run's id */
  async run(workflowId: string, input: unknown): Promise<string> {
    return (await this.owner.call(startRun, { params: { id: workflowId }, body: { input } })).id;
  }

  /** The run once it is over; asks again while the platform is away. */
  finished(runId: string, withinMs = 60_000): Promise<Run> {
    return eventually(
      async () => {
        const run = await this.owner.call(getRun, { params: { id: runId } });
        if (!over.has(run.status)) throw new Error(`${runId} is ${run.status}: ${JSON.stringify(run.stepCounts)}`);
        return run;
      },
      { withinMs },
    );
  }
}
