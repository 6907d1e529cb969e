import { newId } from '#libs/contracts';
import type { ModelCall } from '../calls/stage.js';
import { modeOf } from './cache-rules.js';
import { requestKey } from './request-key.js';
import { cosine, fromText, toText, unit } from './vectors.js';

const companyId = newId('company');
const agentId = newId('agent');
type Asked = Pick<ModelCall, 'asking' | 'request'>;
const asked = ({ role = 'operator', company = companyId, agent, ...request }: Record<string, unknown> = {}): Asked =>
  ({
    asking: {
      caller: { kind: 'user', companyId: company, role },
      task: 'complete',
      origin: agent ? { agentId: agent } : {},
    },
    request: {
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'How late?' },
      ],
      ...request,
    },
  }) as unknown as Asked;
const tool = (schema: object) => ({ name: 'look', description: 'Looks', inputSchema: schema });

describe('the key of a request', () => {
  const key = requestKey(asked(), 'x/one');

  it('is the same however fields are ordered, and whether absent ones are named', () => {
    const one = { tools: [tool({ type: 'object', required: ['a'] })], temperature: 0 };
    const other = { temperature: 0, topP: undefined, tools: [tool({ required: ['a'], type: 'object' })] };
    expect(requestKey(asked(other), 'x/one')).toEqual(requestKey(asked(one), 'x/one'));
  });

  it.each([
    ['company', { company: newId('company') }],
    ['role', { role: 'admin' }],
    ['agent', { agent: agentId }],
    ['temperature', { temperature: 0 }],
    ['schema', { schema: { type: 'object' } }],
    ['tools', { tools: [tool({})] }],
    [
      'system text',
      {
        messages: [
          { role: 'system', content: 'Be long' },
          { role: 'user', content: 'How late?' },
        ],
      },
    ],
  ])('differs by %s, for likeness as well', (_, change) => {
    const other = requestKey(asked(change), 'x/one');
    expect(other.id).not.toBe(key.id);
    expect(other.rest).not.toBe(key.rest);
  });

  it('differs by the last message, which likeness may bridge, and by the model', () => {
    const messages = [
      { role: 'system', content: 'Be brief' },
      { role: 'user', content: 'How late is it?' },
    ];
    const other = requestKey(asked({ messages }), 'x/one');
    expect([other.id === key.id, other.rest === key.rest, other.question]).toEqual([false, true, 'How late is it?']);
    expect(requestKey(asked(), 'x/two').rest).not.toBe(key.rest);
  });

  it('is no mix-up of neighbouring values', () => {
    const spread = (...texts: string[]) => asked({ messages: texts.map((content) => ({ role: 'user', content })) });
    expect(requestKey(spread('a', 'b","c'), 'x').id).not.toBe(requestKey(spread('a","b', 'c'), 'x').id);
    expect(requestKey(asked({ schema: { a: [['b', 1]] } }), 'x').id).not.toBe(
      requestKey(asked({ schema: { a: { b: 1 } } }), 'x').id,
    );
  });
});

describe('whether a kept answer may be given', () => {
  const request = asked().request;
  it.each([
    [undefined, {}, 'off', 'off'],
    [undefined, {}, 'exact', 'exact'],
    ['off', {}, 'exact', 'off'],
    ['exact', {}, 'off', 'exact'],
    [undefined, { temperature: 0.7 }, 'semantic', 'off'],
    [undefined, { temperature: 0 }, 'semantic', 'semantic'],
    ['exact', { temperature: 0.7 }, 'off', 'exact'],
    ['semantic', { tools: [tool({})] }, 'off', 'exact'],
  ] as const)('call %s %j, company %s: %s', (cache, more, setting, expected) => {
    expect(modeOf({ cache, request: { ...request, ...(more as object) }, endpoint: undefined }, setting)).toBe(
      expected,
    );
  });

  it('never from an endpoint of which nothing is known', () => {
    expect(modeOf({ cache: 'exact', request, endpoint: 'https://models.example' }, 'exact')).toBe('off');
  });
});

describe('directions', () => {
  it('survive being written down, and are as like as their angle says', () => {
    const [one, other] = [unit([3, 4]), unit([4, 3])];
    expect(cosine(fromText(toText(one)), other)).toBeCloseTo(0.96);
    expect(cosine(one, unit([1, 2, 3]))).toBe(0);
    expect(cosine(unit([0, 0]), one)).toBe(0);
  });
});
