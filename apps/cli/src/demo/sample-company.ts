import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activateAgent,
  addMember,
  createAgent,
  createWorkflow,
  getWorkflow,
  listWorkflows,
  logIn,
  publishWorkflow,
  resolveAgent,
  saveDraft,
  signUp,
  updateAgent,
} from '#libs/contracts';
import type { Definition } from '#libs/workflow';
import { ApiClient, ApiProblem } from '#libs/client';

/** Whom the demo created, kept beside its data so that a second demo finds them again. */
export interface DemoPeople {
  owner: { email: string; name: string };
  approver: { email: string; name: string };
  password: string;
}

const workflowName = 'Support triage';

/** The company of the demo: its owner, and a second member who answers approvals. */
export class SampleCompany {
  private constructor(
    readonly people: DemoPeople,
    readonly owner: ApiClient,
    readonly approver: ApiClient,
  ) {}

  /** Signs up, or in again with what an earlier demo kept in the data folder. */
  static async open(url: string, dataDir: string): Promise<SampleCompany> {
    const people = keptPeople(join(dataDir, 'demo.json'));
    const owner = new ApiClient(url);
    const session = await owner
      .call(signUp, { body: { ...people.owner, password: people.password, companyName: 'Halden Audio' } })
      .catch(
        unlessCode('EMAIL_TAKEN', () =>
          owner.call(logIn, { body: { email: people.owner.email, password: people.password } }),
        ),
      );
    owner.authorize(session.accessToken);
    await owner
      .call(addMember, { body: { ...people.approver, role: 'operator', password: people.password } })
      .catch(unlessCode('CONFLICT', () => undefined));
    const approver = new ApiClient(url);
    approver.authorize(
      (await approver.call(logIn, { body: { email: people.approver.email, password: people.password } })).accessToken,
    );
    return new SampleCompany(people, owner, approver);
  }

  /** Creates and publishes the sample workflow and its agent as they stand in the folder, or brings them up to date. */
  async publish(folder: string): Promise<{ workflowId: string; version: number }> {
    await this.saveAgent(readJson(join(folder, 'agent.json')) as AgentFile);
    const definition = readJson(join(folder, 'workflow.json')) as Definition;
    const { items } = await this.owner.call(listWorkflows, { query: { search: workflowName } });
    const known = items.find(({ name }) => name === workflowName);
    const workflowId = known
      ? await this.update(known.id, definition)
      : (await this.owner.call(createWorkflow, { body: { name: workflowName, definition } })).id;
    const { version } = await this.owner.call(publishWorkflow, {
      params: { id: workflowId },
      body: { note: 'The sample' },
    });
    return { workflowId, version };
  }

  private async update(id: string, definition: Definition): Promise<string> {
    const { etag } = await this.owner.call(getWorkflow, { params: { id } });
    await this.owner.call(saveDraft, { params: { id }, body: { definition } }, { 'if-match': etag });
    return id;
  }

  private async saveAgent({ name, ...config }: AgentFile): Promise<void> {
    const agent = await this.owner.call(createAgent, { body: { name, ...config } }).catch(
      unlessCode('AGENT_NAME_TAKEN', async () => {
        const { id } = await this.owner.call(resolveAgent, { params: { name } });
        return this.owner.call(updateAgent, { params: { id }, body: config });
      }),
    );
    await this.owner.call(activateAgent, { params: { id: agent.id }, body: {} });
  }
}

interface AgentFile {
  name: string;
  goal: string;
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

/** Handles one code; every other error goes on. */
const unlessCode =
  <T>(code: string, instead: () => T) =>
  (error: unknown): T => {
    if (error instanceof ApiProblem && error.code === code) return instead();
    throw error;
  };

function keptPeople(file: string): DemoPeople {
  if (existsSync(file)) return readJson(file) as DemoPeople;
  const people: DemoPeople = {
    owner: { email: 'mara@halden-audio.example', name: 'Mara Lindqvist' },
    approver: { email: 'tomas@halden-audio.example', name: 'Tomás Herrera' },
    password: `halden-${randomBytes(6).toString('hex')}`,
  };
  writeFileSync(file, JSON.stringify(people, null, 2), { mode: 0o600 });
  return people;
}
