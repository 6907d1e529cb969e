import type { WorkflowNode } from '#libs/workflow';
import { stepOfYaml, yamlOfStep } from './step-yaml.js';

const step: WorkflowNode = {
  id: 'ask',
  kind: 'human.approval',
  name: 'Ask',
  config: { title: 'Refund {{ input.amount }}?', assignees: ['role:operator'], body: 'Two\nlines: yes' },
  retry: { maxAttempts: 3 },
  position: { x: 8, y: 16 },
};

it('a step goes there and back, without what is not its own', () => {
  const text = yamlOfStep(step);
  expect(text).not.toMatch(/position|id:/);
  const { name, kind, config, retry } = step;
  expect(stepOfYaml(text)).toEqual({
    patch: { name, kind, config, retry, timeoutMs: null, onError: null, notes: null },
  });
});

it.each([
  ['kind: [', /flow|sequence|end/i],
  ['kind: data.set\nonError: maybe', /^onError: /],
  ['kind: data.pigeon', /data\.pigeon/],
  ['kind: data.set\nconfig: &a\n  b: *a', /alias|anchor/i],
])('says what is wrong with %j', (text, why) => {
  expect(stepOfYaml(text)).toEqual({ why: expect.stringMatching(why) as string });
});

it('knows its fields', () => {
  expect(stepOfYaml('just words')).toEqual({ phrase: 'panel.yaml.notMapping' });
  expect(stepOfYaml('kind: data.set\nposition: 3')).toMatchObject({
    phrase: 'panel.yaml.unknown',
    params: { field: 'position' },
  });
});
