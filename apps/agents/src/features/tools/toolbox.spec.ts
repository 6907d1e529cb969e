import { isAllowed, Toolbox, type AgentTool } from './toolbox.js';

const deny = (name: string): AgentTool => ({ name, policy: 'deny' });
const allow = (name: string): AgentTool => ({ name, policy: 'allow' });

describe('which tools an agent may use', () => {
  it.each<[string, AgentTool[], boolean]>([
    ['named', ['calculator'], true],
    ['allowed', [allow('calculator')], true],
    ['denied', [deny('calculator')], false],
    ['not named', ['current_time'], false],
    ['named and denied', ['calculator', deny('calculator')], false],
    ['denied and allowed', [deny('calculator'), allow('calculator')], false],
    ['none at all', [], false],
  ])('%s', (_, tools, may) => {
    expect(isAllowed(tools, 'calculator')).toBe(may);
    expect(new Toolbox().specs(tools).some(({ name }) => name === 'calculator')).toBe(may);
  });

  it('tells the model of each once', () => {
    expect(new Toolbox().specs(['calculator', allow('calculator')])).toHaveLength(1);
  });

  it.each(['nothing', 'constructor', '__proto__'])('knows no tool %s', (name) => {
    expect(() => new Toolbox().require(name)).toThrow(expect.objectContaining({ code: 'TOOL_NOT_FOUND' }));
  });
});
