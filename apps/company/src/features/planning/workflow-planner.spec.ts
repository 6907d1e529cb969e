import { agentsRpc, aiRpc, AppError, toolsRpc, type AiModel, type Caller, type ChatMessage } from '#libs/contracts';
import type { RpcClient } from '#libs/platform/rpc';
import { definition as definitionSchema, type Definition } from '#libs/workflow';
import { problemsOf } from '../workflows/definition-check.js';
import type { WorkflowRepository } from '../workflows/workflow.repository.js';
import type { WorkflowsService } from '../workflows/workflows.service.js';
import { WorkflowPlanner, type PlanEvent, type Wish } from './workflow-planner.js';

const caller = { kind: 'user', companyId: 'co_1', userId: 'usr_1', role: 'builder' } as unknown as Caller;
const good = {
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'tell', kind: 'notify.message', config: { to: ['role:owner'], text: 'Hello' } },
  ],
  edges: [{ from: 'start', to: 'tell' }],
};
const wrongKind = { ...good, nodes: [good.nodes[0], { ...good.nodes[1], kind: 'notify.pigeon' }] };
const answer = (definition: unknown, more: object = {}) => ({
  name: 'Tell',
  explanation: 'It tells.',
  definition,
  ...more,
});

/** Says in turn what it was given; `again` stands for an answer whose shape the model service had mended. */
class ScriptedAi {
  readonly asked: { messages: ChatMessage[]; model?: string }[] = [];
  models: Partial<AiModel>[] = [{ id: 'openai/gpt-5-mini', tier: 'small', embeddings: false, isDefault: true }];
  provider = 'openai';
  constructor(private readonly says: (object | 'again')[]) {}

  call = (spec: { method: string }): Promise<unknown> => {
    if (spec.method === aiRpc.models.method) return Promise.resolve({ items: this.models });
    if (spec.method === agentsRpc.active.method) return Promise.resolve({ agents: [{ name: 'support' }] });
    if (spec.method === toolsRpc.offered.method) return Promise.reject(new AppError('UNAVAILABLE'));
    throw new Error(`unexpected ${spec.method}`);
  };

  async *stream(_: unknown, { request }: { request: { messages: ChatMessage[]; model?: string } }) {
    this.asked.push({ ...request, messages: [...request.messages] });
    await Promise.resolve();
    for (;;) {
      const next = this.says.shift();
      if (next === undefined) throw new Error('asked more often than expected');
      if (next === 'again') {
        yield { type: 'again' };
        continue;
      }
      const text = JSON.stringify(next);
      for (let at = 0; at < text.length; at += 40) yield { type: 'text', text: text.slice(at, at + 40) };
      const usage = {
        inputTokens: 10,
        outputTokens: 5,
        costMicros: 7,
        ms: 3,
        model: 'openai/gpt-5-mini',
        provider: this.provider,
      };
      yield { type: 'answer', answer: { text, data: next, toolCalls: [], finish: 'stop', usage } };
      return;
    }
  }
}

async function planned(ai: ScriptedAi, wish: Wish = { objective: 'Say hello' }): Promise<PlanEvent[]> {
  const items = [
    { name: 'Invoices', currentVersion: 1 },
    { name: 'Draft', currentVersion: 0 },
  ];
  const workflows = { page: () => Promise.resolve({ items, nextCursor: null }) };
  const drafts = { validate: (_: Caller, given: unknown) => Promise.resolve({ problems: problemsOf(given) }) };
  const planner = new WorkflowPlanner(
    ai as unknown as RpcClient,
    workflows as unknown as WorkflowRepository,
    drafts as unknown as WorkflowsService,
  );
  const events: PlanEvent[] = [];
  for await (const event of planner.plan(caller, wish, new AbortController().signal)) events.push(event);
  return events;
}

const proposed = (events: PlanEvent[]) => {
  const last = events.at(-1);
  if (last?.type !== 'proposal') throw new Error('no proposal');
  return last.proposal;
};

describe('the planner', () => {
  it('tells of each step as it is written, then what the model drafted', async () => {
    const ai = new ScriptedAi([answer(good, { questions: ['Whom?', '', 7] })]);
    const events = await planned(ai);
    expect(proposed(events)).toMatchObject({
      name: 'Tell',
      questions: ['Whom?'],
      problems: [],
      repairs: 0,
      definition: { schemaVersion: 1, nodes: [{ id: 'start' }, { id: 'tell' }] },
    });
    const steps = events.flatMap((event) => (event.type === 'progress' ? [event.progress] : []));
    expect(steps).toEqual([0, 1, 2].map((count) => ({ phase: 'drafting', steps: count })));
  });

  it('tells the model what there is: kinds with their fields, agents, published workflows, and the wish', async () => {
    const ai = new ScriptedAi([answer(good)]);
    await planned(ai, { objective: 'Say hello to Ann' });
    const [rules, material, wish] = ai.asked[0]!.messages.map(({ content }) => String(content));
    expect(rules).toContain('### human.approval (step): Approval');
    expect(rules).toContain('quorum?: integer');
    expect(material).toContain('- support');
    expect(material).toContain('- Invoices');
    expect(material).not.toContain('Draft');
    expect(wish).toContain('Say hello to Ann');
  });

  it('lets the model mend what the check found, at most twice, and shows the rest as it is', async () => {
    const mended = new ScriptedAi([answer(wrongKind), answer(good)]);
    expect(proposed(await planned(mended))).toMatchObject({
      problems: [],
      repairs: 1,
      usage: { inputTokens: 20, outputTokens: 10, costMicros: 14, ms: 6 },
    });
    expect(String(mended.asked[1]!.messages.at(-1)?.content)).toContain('There is no kind notify.pigeon');
    expect(mended.asked[1]!.model).toBe('openai/gpt-5-mini');

    const stubborn = new ScriptedAi([answer(wrongKind), answer(wrongKind), answer(wrongKind)]);
    expect(proposed(await planned(stubborn))).toMatchObject({
      repairs: 2,
      problems: [{ code: 'UNKNOWN_KIND', node: 'tell' }],
    });
    expect(stubborn.asked).toHaveLength(3);
  });

  it('counts what the model service had mended already', async () => {
    const ai = new ScriptedAi(['again', 'again', answer(wrongKind)]);
    expect(proposed(await planned(ai))).toMatchObject({ repairs: 2, problems: [{ code: 'UNKNOWN_KIND' }] });
    expect(ai.asked).toHaveLength(1);
  });

  it('refuses what never had the shape of a definition, naming the field', async () => {
    const shapeless = { nodes: [{ id: 'Not an id', kind: 'trigger.manual', config: {} }], edges: [] };
    const ai = new ScriptedAi([answer(shapeless), answer(shapeless), answer(shapeless)]);
    await expect(planned(ai)).rejects.toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
      details: { issues: [{ path: 'nodes[0].id' }] },
    });
  });

  it('changes a draft: what people see of it stays, and the model is not told of it', async () => {
    const before: Definition = definitionSchema.parse({
      schemaVersion: 1,
      nodes: good.nodes.map((node, at) => ({ ...node, position: { x: at * 300, y: 40 }, notes: 'ours' })),
      edges: good.edges,
      settings: { maxParallel: 3 },
      canvas: { groups: [{ id: 'group1', title: 'Ours', nodes: ['start', 'tell'] }] },
    });
    const after = {
      nodes: [good.nodes[0], { id: 'later', kind: 'flow.wait', config: { for: 'P1D' } }],
      edges: [{ from: 'start', to: 'later' }],
    };
    const ai = new ScriptedAi([answer(after)]);
    const { definition } = proposed(await planned(ai, { objective: 'Wait instead', definition: before }));
    expect(definition.nodes[0]).toMatchObject({ id: 'start', position: { x: 0, y: 40 }, notes: 'ours' });
    expect(definition.nodes[1]).not.toHaveProperty('position');
    expect(definition).toMatchObject({ settings: { maxParallel: 3 }, canvas: { groups: [{ nodes: ['start'] }] } });
    const wish = String(ai.asked[0]!.messages.at(-1)?.content);
    expect(wish).toContain('"id":"tell"');
    expect(wish).not.toMatch(/position|ours/);
  });

  it('never asks the built-in rules', async () => {
    const rules = { id: 'builtin/rules', tier: 'builtin', embeddings: false } as const;
    const nobody = new ScriptedAi([]);
    nobody.models = [{ ...rules, isDefault: true }];
    await expect(planned(nobody)).rejects.toMatchObject({ code: 'MODEL_CANNOT_DO' });
    const other = new ScriptedAi([answer(good)]);
    other.models = [
      { ...rules, isDefault: true },
      { ...other.models[0], isDefault: false },
    ];
    await planned(other);
    expect(other.asked[0]!.model).toBe('best');
    await expect(planned(other, { objective: 'Say it', model: 'builtin/rules' })).rejects.toMatchObject({
      code: 'MODEL_CANNOT_DO',
    });
    const fallen = new ScriptedAi([answer(good)]);
    fallen.provider = 'builtin';
    await expect(planned(fallen)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
  });
});
