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

describe('a name from elsewhere', () => {
  it.each([
    ['Prüfer/Ä', 'Prufer A'],
    ['  -- x', 'x'],
    ['研究', 'Imported agent'],
    ['a'.repeat(120), 'a'.repeat(100)],
    ['Reply Writer v1.2_b', 'Reply Writer v1.2_b'],
  ])('%s becomes %s', (given, expected) => expect(agentNameOf(given)).toBe(expected));
});
