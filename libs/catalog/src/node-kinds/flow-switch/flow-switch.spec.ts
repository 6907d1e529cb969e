import { portsOf } from '#libs/workflow';
import { describeNodeKind } from '../../conformance/kind-suite.js';
import { flowSwitch } from './flow-switch.def.js';
import { runFlowSwitch } from './flow-switch.run.js';

describeNodeKind(flowSwitch, runFlowSwitch, {
  examples: [
    { config: { value: 'bug', cases: ['bug', 'other'] }, gives: { output: { matched: 'bug' }, port: 'bug' } },
    { config: { value: 7, cases: ['7'] }, gives: { output: { matched: '7' }, port: '7' } },
    { config: { value: 'default', cases: ['bug'] }, gives: { output: { matched: null }, port: 'default' } },
    { config: { value: { a: 1 }, cases: ['[object Object]'] }, gives: { output: { matched: null }, port: 'default' } },
    { config: { value: null, cases: ['null'] }, gives: { output: { matched: null }, port: 'default' } },
  ],
  invalid: [
    { config: { value: 1, cases: [] }, path: 'cases' },
    { config: { value: 1, cases: ['a', 'a'] }, path: 'cases' },
    { config: { value: 1, cases: ['default'] }, path: 'cases' },
    { config: { cases: ['a'] }, path: 'value' },
  ],
});

describe('ports of flow.switch', () => {
  it('are its cases and default, as far as they can be ports', () => {
    expect(portsOf(flowSwitch, { config: { cases: ['a', 'b', 'a', 7, 'error'] } })).toEqual(['a', 'b', 'default']);
  });
});
