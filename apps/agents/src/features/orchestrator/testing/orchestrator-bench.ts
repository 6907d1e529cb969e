import {
  aiRpc,
  AppError,
  newId,
  toolSettings,
  toolsRpc,
  type AiModel,
  type Caller,
  type CompleteResponse,
  type EmbedResponse,
  type RpcIn,
  type Task,
  type ToolRequest,
  type ToolSettings,
} from '#libs/contracts';
import { HandleRpc } from '#libs/platform/rpc';
import { callerAs, ServiceUnderTest, type Backend } from '#libs/service/testing/service-under-test';
import { eventually } from '#libs/testing';
import { agentsService } from '../../../app.module.js';
import { ScriptedPeople } from '../../../testing/scripted-peers.js';
import { AgentsService } from '../../agents/agents.service.js';
import { TasksService } from '../../tasks/tasks.service.js';
import { CustomToolsService } from '../../tools/custom/custom-tools.service.js';
import { ToolSettingsService } from '../../tools/settings/tool-settings.service.js';
import { ToolRequestsService } from '../tool-requests.service.js';

type Asked = RpcIn<typeof aiRpc.complete>;
type Answer = Partial<CompleteResponse>;
const usage = { inputTokens: 1, outputTokens: 1, costMicros: 0, model: 'test/able', provider: 'test', ms: 1 };
const able: AiModel = {
  ...{ id: 'test/able', provider: 'test', title: 'Able', modalities: ['text'], contextTokens: null, tools: true },
  ...{ embeddings: false, toolsCheckedBy: null, pricesAsOf: null, priceSetByCompany: false, isDefault: true },
  ...{ inputMicrosPerMillion: null, cachedInputMicrosPerMillion: null, cacheWriteMicrosPerMillion: null },
  ...{ outputMicrosPerMillion: null, tier: 'large' },
};

/** A model whose answers the test writes: of agents at work, and of the one that writes tools. */
class ScriptedAi {
  /** What the model that writes tools was asked, and what it answers next. */
  readonly writing: RpcIn<typeof aiRpc.completing>[] = [];
  written: unknown[] = [];
  work: (asked: Asked) => Answer = () => ({ text: 'done' });
  /** Vectors by a word of the text; undefined: there is no such model. */
  meanings: Record<string, number[]> | undefined;
  tier: AiModel['tier'] = able.tier;

  reset(): void {
    this.writing.length = 0;
    Object.assign(this, { written: [], work: () => ({ text: 'done' }), meanings: undefined, tier: able.tier });
  }

  @HandleRpc(aiRpc.complete) complete(_: Caller, request: Asked): CompleteResponse {
    return { text: '', toolCalls: [], finish: 'stop', usage, ...this.work(request) };
  }
  @HandleRpc(aiRpc.completing) async *completing(_: Caller, request: RpcIn<typeof aiRpc.completing>) {
    this.writing.push(request);
    const data = await Promise.resolve(this.written.shift());
    const answer: CompleteResponse = { text: JSON.stringify(data), data, toolCalls: [], finish: 'stop', usage };
    yield { type: 'answer' as const, answer };
  }
  @HandleRpc(aiRpc.models) models() {
    return { items: [{ ...able, tier: this.tier }] };
  }
  @HandleRpc(aiRpc.embed) embed(_: Caller, { request }: RpcIn<typeof aiRpc.embed>): EmbedResponse {
    const { meanings } = this;
    if (!meanings) throw new AppError('MODEL_CANNOT_DO');
    const of = (text: string) => Object.entries(meanings).find(([word]) => text.includes(word))?.[1] ?? [0, 0, 1];
    return { vectors: request.texts.map(of), usage: { ...usage, model: 'test/vectors' } };
  }
}

/** The agents service with a scripted model, and each test with a company of its own. */
export class OrchestratorBench {
  readonly ai = new ScriptedAi();
  readonly people = new ScriptedPeople();
  caller: Caller = callerAs('builder');
  private service!: ServiceUnderTest;

  async start(backend: Backend): Promise<void> {
    this.service = await ServiceUnderTest.start(agentsService, backend, { ai: this.ai, company: this.people });
  }
  stop(): Promise<void> {
    return this.service.stop();
  }
  get get(): ServiceUnderTest['get'] {
    return this.service.get.bind(this.service);
  }
  get rpc(): ServiceUnderTest['rpc'] {
    return this.service.rpc;
  }

  /** Another company, and a model that has said nothing yet. */
  fresh(): void {
    this.caller = callerAs('builder');
    this.ai.reset();
    this.people.questions.length = 0;
  }

  agent(name: string, goal: string, more: object = {}) {
    return this.get(AgentsService).create(this.caller, { name, goal, ...more }, { status: 'active' });
  }
  task(goal: string, more: object = {}): Promise<Task> {
    return this.get(TasksService).start(this.caller, { goal, ...more });
  }
  over(id: string): Promise<Task> {
    return eventually(async () => {
      const task = await this.get(TasksService).get(this.caller, id);
      expect(task.finishedAt).not.toBeNull();
      return task;
    });
  }
  lets(writing: ToolSettings['writing']) {
    return this.get(ToolSettingsService).set(this.caller, toolSettings.parse({ writing }));
  }
  /** Asks for a tool, and what came of it. */
  async wish(name: string, purpose: string, origin: object = {}): Promise<ToolRequest> {
    const requests = this.get(ToolRequestsService);
    const { id } = await requests.ask(this.caller, { name, purpose }, origin);
    return eventually(async () => {
      const request = await requests.get(this.caller, id);
      expect(request.status).not.toBe('searching');
      return request;
    });
  }
  async call(tool: string, input: unknown): Promise<unknown> {
    const { output } = await this.rpc.call(
      toolsRpc.callTool,
      { key: newId('job'), tool, input },
      { caller: this.caller },
    );
    return output;
  }
  /** Approves a tool as it is now. */
  async approve(tool: string): Promise<void> {
    const tools = this.get(CustomToolsService);
    const { items } = await tools.versions(this.caller, tool, { limit: 1 });
    await tools.approve(this.caller, tool, items[0]!.hash);
  }
}

/** What a model writes that knows what it does. */
export const doubling = {
  name: 'double_it',
  description: 'Doubles the number that it is given',
  inputSchema: { type: 'object', required: ['n'], properties: { n: { type: 'number' } } },
  outputSchema: { type: 'number' },
  code: 'if (input.n > 1000) throw new Error("too much"); input.n * 2',
  tests: [
    { input: { n: 2 }, expected: 4 },
    { input: { n: 0 }, expected: 0 },
  ],
};
