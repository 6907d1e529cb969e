import { newId, type ChatTurn } from '#libs/contracts';
import { backends, callerAs } from '#libs/service/testing/service-under-test';
import type { Definition } from '#libs/workflow';
import { CompanyBench } from '../../testing/company-bench.js';
import { RunControlService } from '../runs/run-control.service.js';
import { RunsService } from '../runs/runs.service.js';
import { TriggersService } from '../triggers/triggers.service.js';
import { ChatRepository } from './chat.repository.js';
import { WorkflowChats } from './workflow-chats.js';
import { ChatsService } from './chats.service.js';

type Nodes = Definition['nodes'];
const chatting = (config: object, ...nodes: Nodes): Pick<Definition, 'nodes' | 'edges'> => {
  const all: Nodes = [{ id: 'asked', kind: 'trigger.chat', config: { ...config } }, ...nodes];
  return { nodes: all, edges: all.slice(1).map(({ id }, index) => ({ from: all[index]!.id, to: id })) };
};
const respond = (body: unknown, id = 'answer') => ({ id, kind: 'flow.respond', config: { body } });
const waits = { id: 'wait', kind: 'flow.wait', config: { signal: 'message' } };

describe.each(backends)('chats with workflows on %s', (backend) => {
  let bench: CompanyBench;
  let chats: ChatsService;
  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    chats = bench.get(ChatsService);
  });
  afterAll(() => bench.stop());

  const caller = () => bench.owner.caller;
  const { signal } = new AbortController();
  const say = async (
    workflow: string,
    content: string,
    chatId?: string,
  ): Promise<{ chatId: string; turn: ChatTurn }> => {
    const said = await chats.say(caller(), workflow, { content, chatId });
    return { chatId: said.chatId, turn: await chats.answered(said.turn, 10_000, signal) };
  };

  it('start a run for each message, which is told what was said before, and answer with its flow.respond', async () => {
    const workflow = await bench.publish(
      chatting({ history: 2 }, respond('{{ string(size(input.history)) + ": " + input.message }}')),
    );
    const first = await say(workflow, 'Hello there\nsecond line');
    expect(first.turn).toMatchObject({
      seq: 1,
      status: 'answered',
      answer: '0: Hello there\nsecond line',
      error: null,
    });
    const run = await bench.finished(first.turn.runId!);
    expect(run).toMatchObject({ trigger: 'trigger.chat', startedBy: { name: 'Mara Lindqvist' } });
    for (const [said, answer] of [
      ['two', '2: two'],
      ['three', '4: three'],
      ['four', '4: four'],
    ] as const)
      expect((await say(workflow, said, first.chatId)).turn.answer).toBe(answer);
    expect(await chats.get(caller(), workflow, first.chatId)).toMatchObject({
      title: 'Hello there',
      turns: 4,
      widgetId: null,
      said: [{ seq: 1 }, { seq: 2 }, { seq: 3 }, { seq: 4, content: 'four', answer: '4: four' }],
    });
    expect((await chats.list(caller(), workflow, { limit: 10 })).items).toMatchObject([{ id: first.chatId }]);
  });

  it('answer with the output of a run that responds to nothing, and say when it failed', async () => {
    const set = { id: 'set', kind: 'data.set', config: { values: { answer: '{{ input.message + "!" }}' } } };
    expect((await say(await bench.publish(chatting({}, set)), 'Hi')).turn).toMatchObject({ answer: 'Hi!' });
    const stop = { id: 'stop', kind: 'flow.stop', config: { outcome: 'failed', message: 'secret reason' } };
    expect((await say(await bench.publish(chatting({}, stop)), 'Hi')).turn).toMatchObject({
      status: 'failed',
      answer: null,
      error: { code: 'HOOK_RUN_FAILED', message: 'The run failed' },
    });
  });

  it('go on in the run that waits for the next message, and begin another when it is over', async () => {
    const workflow = await bench.publish(
      chatting(
        { goesOn: true },
        respond('Which order?'),
        waits,
        respond('{{ "Thanks for " + steps.wait.output.message }}', 'thanks'),
      ),
    );
    const first = await say(workflow, 'I want a refund');
    const second = await say(workflow, 'LK-1', first.chatId);
    expect([first.turn.answer, second.turn.answer]).toEqual(['Which order?', 'Thanks for LK-1']);
    expect(second.turn.runId).toBe(first.turn.runId);
    await bench.finished(first.turn.runId!);
    const third = await say(workflow, 'Another', first.chatId);
    expect(third.turn).toMatchObject({ answer: 'Which order?' });
    expect(third.turn.runId).not.toBe(first.turn.runId);
    await bench.get(RunControlService).cancel(caller(), third.turn.runId!, undefined);
  });

  it('take one message at a time, and lose no answer when nobody waits for it', async () => {
    const workflow = await bench.publish(chatting({}, waits, respond('{{ steps.wait.output }}')));
    const { chatId, turn } = await chats.say(caller(), workflow, { content: 'one' });
    await expect(chats.say(caller(), workflow, { content: 'two', chatId })).rejects.toMatchObject({
      code: 'CHAT_BUSY',
    });
    await bench.get(RunControlService).signal(caller(), turn.runId!, { name: 'message', payload: 'late' });
    await bench.finished(turn.runId!);
    expect(await chats.get(caller(), workflow, chatId)).toMatchObject({
      said: [{ status: 'answered', answer: 'late' }],
    });
    expect(await bench.get(RunsService).list(caller(), { limit: 9, workflowId: workflow })).toMatchObject({
      items: [{ id: turn.runId }],
    });
  });

  it('need a chat trigger that is published and not paused', async () => {
    const none = await bench.publish({ nodes: [{ id: 'start', kind: 'trigger.api', config: {} }], edges: [] });
    await expect(say(none, 'Hi')).rejects.toMatchObject({ code: 'CHAT_NOT_OFFERED' });
    const workflow = await bench.publish(chatting({}, respond('Yes')));
    await bench.get(TriggersService).pause(caller(), workflow, 'asked');
    await expect(say(workflow, 'Hi')).rejects.toMatchObject({ code: 'CHAT_NOT_OFFERED' });
    await bench.get(TriggersService).resume(caller(), workflow, 'asked');
    expect((await say(workflow, 'Hi')).turn.answer).toBe('Yes');
  });

  it('A1: are of one company, and of the member who began them', async () => {
    const workflow = await bench.publish(chatting({}, respond('Yes')));
    const { chatId } = await say(workflow, 'Hi');
    const foreign = callerAs('owner', newId('company'));
    await expect(chats.say(foreign, workflow, { content: 'x' })).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    await expect(chats.get(foreign, workflow, chatId)).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' });
    const other = await bench.publish(chatting({}, respond('No')));
    await expect(chats.get(caller(), other, chatId)).rejects.toMatchObject({ code: 'CHAT_NOT_FOUND' });
    const colleague = await bench.member('operator');
    await expect(chats.say(colleague.caller, workflow, { content: 'x', chatId })).rejects.toMatchObject({
      code: 'CHAT_NOT_FOUND',
    });
    await chats.delete(caller(), workflow, chatId);
    await expect(chats.get(caller(), workflow, chatId)).rejects.toMatchObject({ code: 'CHAT_NOT_FOUND' });
    expect(await bench.db.query('SELECT id FROM chat_turns WHERE chat_id = ?', [chatId])).toEqual([]);
  });

  it('A15: what a stranger says is marked, what a member says is not', async () => {
    const workflow = await bench.publish(
      chatting({}, { id: 'work', kind: 'agent.task', config: { agent: 'a', goal: '{{ input.message }}' } }),
    );
    bench.agents.staff.add('a');
    const talk = bench.get(WorkflowChats);
    const rows = bench.get(ChatRepository);
    const of = { companyId: bench.companyId, workflowId: workflow, agentId: null, userId: null, tokenHash: null };
    for (const outside of [true, false]) {
      const count = bench.agents.started.length;
      const chat = rows.fresh({ ...of, widgetId: null }, 'Hi', bench.durable.now());
      await talk.say(chat, 'Hi', { startedBy: { userId: null, name: 'x' }, outside });
      const task = (await bench.started(count + 1))[count]!;
      expect(task.outside ?? false).toBe(outside);
    }
  });
});
