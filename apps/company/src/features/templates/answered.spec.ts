import type { TemplateParameter } from '#libs/contracts';
import { answered } from './answered.js';

const parameter = (
  id: string,
  type: TemplateParameter['type'],
  path: string,
  more: Partial<TemplateParameter> = {},
) => ({
  ...{ id, title: id, help: '', required: false, default: null, type },
  at: [{ part: 'workflow' as const, node: 'start', path }],
  ...more,
});
const content = {
  definition: {
    schemaVersion: 1 as const,
    nodes: [
      { id: 'start', kind: 'trigger.schedule', config: { cron: '0 7 * * 1-5', timezone: 'UTC', input: { a: 1 } } },
    ],
    edges: [],
  },
  agents: [],
};
const config = (parameters: TemplateParameter[], given: Record<string, unknown>) =>
  answered(content, parameters, given).definition.nodes[0]!.config;

it('puts answers into their places, keeps the rest, and leaves the template as it was', () => {
  const all = [
    parameter('time', 'time', 'cron'),
    parameter('zone', 'timezone', 'timezone'),
    parameter('a', 'number', 'input.a'),
  ];
  expect(config(all, { time: '16:05', zone: 'Europe/Berlin', a: 2 })).toEqual({
    cron: '5 16 * * 1-5',
    timezone: 'Europe/Berlin',
    input: { a: 2 },
  });
  expect(config(all, {})).toEqual(content.definition.nodes[0]!.config);
  expect(content.definition.nodes[0]!.config.input).toEqual({ a: 1 });
});

it.each([
  ['text', 'run {{ run.id }}'],
  ['number', 'seven'],
  ['people', []],
  ['people', ['somebody']],
  ['timezone', 'Mars/Base'],
  ['time', '25:00'],
  ['url', 'javascript:alert(1)'],
  ['url', 'https://{{ input.host }}'],
  ['model', 'a model {{ x }}'],
] as const)('refuses as %s: %j', (type, value) => {
  expect(() => config([parameter('it', type, 'cron')], { it: value })).toThrow(
    expect.objectContaining({
      code: 'TEMPLATE_PARAMETERS_INVALID',
      details: { issues: [expect.objectContaining({ path: 'parameters.it' })] },
    }) as Error,
  );
});

it('refuses what is not asked, and wants what is required', () => {
  expect(() => config([], { other: 1 })).toThrow('');
  expect(() => config([parameter('it', 'text', 'cron', { required: true })], {})).toThrow('');
});

it('A2: writes nowhere but into what is there', () => {
  config([parameter('it', 'text', '__proto__.polluted'), parameter('b', 'text', 'constructor.prototype.polluted')], {
    it: 'x',
    b: 'x',
  });
  expect(({} as { polluted?: string }).polluted).toBeUndefined();
});
