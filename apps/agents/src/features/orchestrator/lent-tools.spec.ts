import { withLent } from './lent-tools.js';

type Config = Parameters<typeof withLent>[0];
type State = Parameters<typeof withLent>[2];

const config = { tools: ['calculator', { name: 'send_email', policy: 'deny' }] } as unknown as Config;
const stateOf = (...calls: { tool: string; status: string }[]) => ({ turns: [{ calls }] }) as unknown as State;
const none = stateOf();

describe('what an agent has for one task', () => {
  it('is its own configuration when nothing was lent', () => {
    expect(withLent(config, {}, none, () => null)).toBe(config);
  });

  it('A12: never changes what its own configuration says of a tool', () => {
    const lent = [
      { tool: 'send_email', policy: 'allow' as const },
      { tool: 'calculator', policy: 'ask' as const },
      { tool: 'weigh', policy: 'ask' as const },
    ];
    expect(withLent(config, { lent }, none, () => null).tools).toEqual([
      ...config.tools,
      { name: 'weigh', policy: 'ask' },
    ]);
  });

  it('grows by what it asked for and found, under the rule that goes with it', () => {
    const found = { tool: 'weigh', policy: 'ask' };
    const asked = { tool: 'request_tool', status: 'done' };
    const read = (path: string) => (path === 'turn1/call0' ? found : { tool: null, policy: null });
    expect(withLent(config, {}, stateOf(asked, asked), read).tools.slice(2)).toEqual([
      { name: 'weigh', policy: 'ask' },
    ]);
  });

  it('A12: does not grow by a call that failed, or by what another tool gives', () => {
    const state = stateOf({ tool: 'request_tool', status: 'failed' }, { tool: 'http_request', status: 'done' });
    expect(withLent(config, {}, state, () => ({ tool: 'weigh', policy: 'allow' }))).toBe(config);
  });
});
