import type { AuditTrail } from '#libs/platform/audit';
import type { Database } from '#libs/platform/database';
import { isAllowed, type AgentTool } from './agent-tools.js';
import { BuiltInTools } from './built-in-tools.js';
import type { CustomToolSource } from './custom/custom-tool-source.js';
import { ToolContexts } from './tool-contexts.js';
import type { ToolSource } from './tool-source.js';
import { Toolbox } from './toolbox.js';

const company = 'co_1';
const own: ToolSource = {
  find: () => Promise.resolve(undefined),
  findPlain: () => Promise.resolve(undefined),
  list: () => Promise.resolve([]),
};
const trail = { tellSoon: jest.fn() };
const toolbox = new Toolbox(
  new BuiltInTools(new ToolContexts({} as Database)),
  own as CustomToolSource,
  trail as unknown as AuditTrail,
);
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
  ])('%s', async (_, tools, may) => {
    expect(isAllowed(tools, 'calculator')).toBe(may);
    expect((await toolbox.specs(company, tools)).some(({ name }) => name === 'calculator')).toBe(may);
  });

  it('tells the model of each once, and nothing of one that is gone', async () => {
    const specs = await toolbox.specs(company, ['calculator', allow('calculator'), 'gone']);
    expect(specs.map(({ name }) => name)).toEqual(['calculator']);
    expect(specs[0]).toHaveProperty('inputSchema.properties.expression');
  });
});

describe('tools', () => {
  it.each(['nothing', 'constructor', '__proto__'])('does not know %s', async (name) => {
    await expect(toolbox.resolve(company, name)).rejects.toMatchObject({
      code: 'TOOL_NOT_FOUND',
      message: expect.stringContaining('calculator') as string,
    });
  });

  it('are found as documents name them', async () => {
    for (const name of ['lookup_order', 'Lookup Order', 'lookup-order', 'Look up an order (sample shop)'])
      expect((await toolbox.find(company, { name }))?.name).toBe('lookup_order');
    expect((await toolbox.find(company, { id: 'unknown', name: 'Calculator' }))?.name).toBe('calculator');
    expect(await toolbox.find(company, { name: '!!!' })).toBeUndefined();
  });

  it('are listed by name, page by page', async () => {
    const names: string[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const page = await toolbox.list(company, { limit: 2, cursor });
      expect(page.items.length).toBeLessThanOrEqual(2);
      names.push(...page.items.map(({ name }) => name));
      more = page.nextCursor !== null;
      cursor = page.nextCursor ?? undefined;
    }
    expect(names).toEqual([...new Set(names)].sort());
    expect(names).toContain('calculator');
  });

  it('are searched by name, title and description', async () => {
    const { items } = await toolbox.list(company, { limit: 50, search: 'ARITHMETIC' });
    expect(items.map(({ name }) => name)).toEqual(['calculator']);
  });

  it('refuses the cursor of another list', async () => {
    await expect(toolbox.list(company, { limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });
});
