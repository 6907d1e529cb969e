import { agentNameOf } from '../agents/agent-assignment.js';
import { suitedAgents } from './suited-agent.js';

const agent = (name: string, goal: string, ...tools: string[]) => ({ name, goal, instructions: '', tools });
const refunds = agent('refund-desk', 'Decide on refunds of orders');
const writer = agent('Writer', 'Write friendly replies to customers');
const counter = agent('Zahlen', 'Anything', 'calculator');

describe('the agent suited for a task', () => {
  it.each([
    ['Check the refund', 'refund-desk'],
    ['Refunding an order', 'refund-desk'],
    ['Write a reply to the customer', 'Writer'],
    ['zahlen bitte', 'Zahlen'],
    ['Sing a song', undefined],
    ['Please use the task', undefined],
    ['', undefined],
  ])('of "%s" is %s', (task, expected) => {
    expect(suitedAgents(task, [counter, writer, refunds])[0]?.agent.name).toBe(expected);
    expect(suitedAgents(task, [refunds, counter, writer])[0]?.agent.name).toBe(expected);
  });

  it('says which words they share', () => {
    expect(suitedAgents('Write replies', [writer])[0]!.words).toEqual(['write', 'replies']);
  });

  it('is the first by name among equals', () => {
    const twins = [agent('b refund', 'x'), agent('a refund', 'x')];
    expect(suitedAgents('refund', twins)[0]!.agent.name).toBe('a refund');
  });
});

describe('experience', () => {
  const ends = (succeeded: number, failed: number) => new Map([['invoic', { succeeded, failed }]]);
  const twins = [agent('a invoices', 'x'), agent('b invoices', 'x')];
  const first = (learnt: ReadonlyMap<string, ReturnType<typeof ends>>) =>
    suitedAgents('the invoices', twins, learnt).map(({ agent: { name } }) => name);

  it('puts those first who did well, and those last who failed, and drops nobody', () => {
    expect(first(new Map([['b invoices', ends(3, 0)]]))).toEqual(['b invoices', 'a invoices']);
    expect(first(new Map([['a invoices', ends(0, 9)]]))).toEqual(['b invoices', 'a invoices']);
    expect(first(new Map([['a invoices', ends(3, 3)]]))).toEqual(['a invoices', 'b invoices']);
  });

  it('makes able whoever has done much of it, whatever he is called', () => {
    const stranger = agent('Zed', 'x');
    const learnt = new Map(['pack', 'parcel', 'stamp'].map((stem) => [stem, { succeeded: 9, failed: 0 }]));
    const [fit] = suitedAgents('Pack parcels, stamp them', [stranger], new Map([['Zed', learnt]]));
    expect(fit).toMatchObject({ learnt: ['pack', 'parcels', 'stamp'], words: [] });
    expect(suitedAgents('Pack parcels', [stranger], new Map([['Zed', learnt]]))).toEqual([]);
  });
});

describe('a name from elsewhere', () => {
  it.each([
    ['Prüfer/Ä', 'Prufer A'],
    ['  -- x', 'x'],
    ['研究', 'Imported agent'],
    ['a'.repeat(120), 'a'.repeat(100)],
    ['Reply Writer v1.2_b', 'Reply Writer v1.2_b'],
  ])('%s becomes %s', (given, expected) => expect(agentNameOf(given)).toBe(expected));
});
