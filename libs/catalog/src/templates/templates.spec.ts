import { readFileSync } from 'node:fs';
import { galleryContent, templateParts } from '#libs/contracts';
import { inspectTemplate } from '#libs/expressions';
import { validate, type Definition } from '#libs/workflow';
import { nodeKinds } from '../node-kinds/defs.js';
import { tools } from '../tools/defs.js';
import { templates } from './defs.js';

describe.each(templates.map((template) => [template.id, template] as const))('the template %s', (_, template) => {
  it('is sound as it stands', () => {
    expect(validate(template.definition, { kinds: nodeKinds, parseExpression: inspectTemplate })).toEqual([]);
    expect(() => templateParts.parse(template)).not.toThrow();
    expect(() => galleryContent.shape.parameters.parse(template.parameters)).not.toThrow();
  });

  it('asks for what is in it, with what stands there', () => {
    for (const { id, at, type, default: usual } of template.parameters)
      for (const place of at) {
        const target =
          place.part === 'workflow'
            ? template.definition.nodes.find(({ id: node }) => node === place.node)?.config
            : template.agents.find(({ name }) => name === place.agent);
        expect([id, target]).toEqual([id, expect.any(Object)]);
        const names = place.path.split('.');
        const value = names.reduce<unknown>((under, name) => (under as Record<string, unknown>)?.[name], target);
        if (type === 'model') expect([id, value]).toEqual([id, undefined]);
        else if (type === 'time') expect(String(value)).toMatch(cronOf(String(usual)));
        else expect([id, value]).toEqual([id, usual]);
      }
  });

  it('names only what it brings or the platform has', () => {
    const agents = new Set(template.agents.map(({ name }) => name));
    const bases = new Set(template.knowledge.map(({ name }) => name));
    for (const { kind, config } of template.definition.nodes) {
      if (kind === 'agent.task') expect(agents).toContain(config['agent']);
      if (kind === 'tool.call') expect(Object.keys(tools)).toContain(config['tool']);
      if (kind === 'knowledge.search') for (const base of config['bases'] as string[]) expect(bases).toContain(base);
    }
  });
});

const cronOf = (time: string) => {
  const [hour, minute] = time.split(':').map(Number);
  return new RegExp(`^${minute} ${hour} `);
};

it('support triage is the workflow of the examples', () => {
  expect(templates[0]!.definition).toEqual(
    JSON.parse(readFileSync('examples/support-triage/workflow.json', 'utf8')) as Definition,
  );
  expect(templates[0]!.agents).toEqual([JSON.parse(readFileSync('examples/support-triage/agent.json', 'utf8'))]);
});
