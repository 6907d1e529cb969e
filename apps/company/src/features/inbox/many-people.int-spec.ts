import type { AppError, InboxItem } from '#libs/contracts';
import { backends } from '#libs/service/testing/service-under-test';
import { eventually, randomSeed } from '#libs/testing';
import { CompanyBench, row, type Person } from '../../testing/company-bench.js';
import { RunsService } from '../runs/runs.service.js';
import { InboxService } from './inbox.service.js';

/** Small and good enough to choose who does what (mulberry32). */
function lots(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What people are told when they may not. Anything else is a fault. */
const refusals = new Set([
  'INBOX_ITEM_CLOSED',
  'INBOX_NOT_ASSIGNED',
  'INBOX_QUORUM_IMPOSSIBLE',
  'VALIDATION_FAILED',
  'CONFLICT',
]);
const seed = randomSeed();

describe.each(backends)('many people at once on %s', (backend) => {
  let bench: CompanyBench;
  let inbox: InboxService;
  let people: Person[];

  beforeAll(async () => {
    bench = await CompanyBench.start(backend);
    inbox = bench.get(InboxService);
    people = [bench.owner];
    for (const name of ['Ann', 'Bob', 'Cara', 'Dan', 'Eve']) people.push(await bench.member('operator', name));
  });
  afterAll(() => bench.stop());

  const asked = (runId: string): Promise<InboxItem> =>
    eventually(async () => {
      const { items } = await inbox.list(bench.owner.caller, { limit: 5, status: 'open', runId });
      expect(items).toHaveLength(1);
      return items[0]!;
    });

  /** One person does one thing. @returns whether it was done */
  const act = async (lot: (below: number) => number, id: string): Promise<boolean> => {
    const person = people[lot(people.length)]!;
    const other = people[lot(people.length)]!;
    const acts = [
      () => inbox.answer(person.caller, id, { decision: 'approved' }),
      () => inbox.answer(person.caller, id, { decision: 'rejected' }),
      () => inbox.delegate(person.caller, id, { to: other.email }),
      () => inbox.withdraw(person.caller, id),
      () => inbox.assign(bench.owner.caller, id, { assignees: people.slice(lot(3)).map(({ email }) => email) }),
    ];
    // Answers are rarer than the rest, so that something happens before it is decided.
    const which = [0, 1, 2, 2, 2, 3, 4][lot(7)]!;
    return acts[which]!().then(
      () => true,
      (error: AppError) => {
        expect([error.code, refusals.has(error.code)]).toEqual([error.code, true]);
        return false;
      },
    );
  };

  it.each([0, 1, 2])(`each has one answer, and it is decided once (seed ${seed}, round %i)`, async (round) => {
    const lot = lots(seed + round);
    const [quorum, rejections] = [1 + lot(3), 1 + lot(2)];
    const config = { title: 'Together?', assignees: people.map(({ email }) => email), quorum, rejections };
    const runId = await bench.run(await bench.publish(row({ id: 'ask', kind: 'human.approval', config })));
    const { id } = await asked(runId);
    let done = 0;
    for (let turn = 0; turn < 8; turn++)
      done += (await Promise.all(Array.from({ length: 5 }, () => act(lot, id)))).filter(Boolean).length;
    for (const { caller } of people)
      done += await inbox.answer(caller, id, { decision: 'approved' }).then(
        () => 1,
        () => 0,
      );
    const run = await bench.finished(runId);
    const item = await inbox.get(bench.owner.caller, id);

    const count = (decision: string) => item.answers.filter((answer) => answer.decision === decision).length;
    const needed = item.decision === 'approved' ? quorum : rejections;
    expect(item.status).toBe('answered');
    expect(count(item.decision!)).toBe(needed);
    expect(item.decision === 'approved' ? count('rejected') < rejections : count('approved') < quorum).toBe(true);
    expect(new Set(item.answers.map(({ userId }) => userId)).size).toBe(item.answers.length);
    // Nobody whose answer lies in other hands has given one.
    const passedOn = item.delegations.flatMap(({ state, from }) => (state === 'withdrawn' ? [] : [from.userId]));
    expect(item.answers.filter(({ userId }) => passedOn.includes(userId))).toEqual([]);
    expect(new Set(passedOn).size).toBe(passedOn.length);
    expect(run).toMatchObject({ status: 'succeeded', output: { decision: item.decision } });

    const { items: events } = await inbox.history(bench.owner.caller, id, { limit: 200 });
    expect(events).toHaveLength(done + 1);
    const told = await bench.get(RunsService).history(bench.owner.caller, runId, 0, 500);
    const notes = told.items.filter(({ type }) => type === 'step.noted' || type === 'step.resolved');
    expect(notes.filter(({ type }) => type === 'step.resolved')).toHaveLength(1);
    expect(notes).toHaveLength(done);
  });
});
