import fc from 'fast-check';
import { randomSeed } from '#libs/testing';
import { checkProcess, definitionOfProcess, literalText, processDocument, type ProcessDocument } from './index.js';

const processOf = (...tasks: object[]): ProcessDocument => processDocument.parse({ name: 'P', tasks });
const task = (id: string, ...before: string[]) => ({
  id,
  name: id.toUpperCase(),
  dependencies: before.map((task_id) => ({ task_id })),
});
const told = (process: ProcessDocument) =>
  checkProcess(process).map(({ code, path, message }) => `${code} ${path}: ${message}`);

describe('a process document', () => {
  it('becomes a workflow: tasks in parallel unless they wait for others', () => {
    const definition = definitionOfProcess(
      processOf({ ...task('a'), description: 'Carefully' }, task('b'), task('c', 'a', 'b', 'a')),
      (index) => `agent ${index}`,
    );
    expect(definition.edges).toEqual([
      { from: 'start', to: 'task1' },
      { from: 'start', to: 'task2' },
      { from: 'task1', to: 'task3' },
      { from: 'task2', to: 'task3' },
    ]);
    expect(definition.nodes.slice(1)).toEqual([
      {
        id: 'task1',
        kind: 'agent.task',
        name: 'A',
        config: { agent: 'agent 0', goal: 'A\n\nCarefully', input: '{{ input }}' },
        externalId: 'a',
      },
      {
        id: 'task2',
        kind: 'agent.task',
        name: 'B',
        config: { agent: 'agent 1', goal: 'B', input: '{{ input }}' },
        externalId: 'b',
      },
      {
        id: 'task3',
        kind: 'agent.task',
        name: 'C',
        config: {
          agent: 'agent 2',
          goal: 'C',
          input: { task1: '{{ steps.task1.output.answer }}', task2: '{{ steps.task2.output.answer }}' },
        },
        externalId: 'c',
      },
    ]);
  });

  it('A12: a text of the document is never an expression', () => {
    const definition = definitionOfProcess(processOf({ id: 'a', name: 'Say {{ input.secret }}' }), () => 'x');
    expect(definition.nodes[1]!.config['goal']).toBe('Say {{ "{{" }} input.secret }}');
    expect(literalText('{{{{')).toBe('{{ "{{" }}{{ "{{" }}');
  });

  it('takes what is left out, and short forms', () => {
    const process = processDocument.parse({ tasks: [{ id: 7 }, { id: 'b', dependencies: [7], agent: null }] });
    expect(process.tasks[1]!.dependencies).toEqual([{ task_id: '7' }]);
    expect(definitionOfProcess(process, () => 'x').nodes[1]).toMatchObject({ name: '7', externalId: '7' });
    const tools = processDocument.parse({ tasks: [{ id: 'a', agent: { tools: ['x', { id: 'u', name: 'y' }] } }] });
    expect(tools.tasks[0]!.agent!.tools).toEqual([{ name: 'x' }, { id: 'u', name: 'y' }]);
  });

  it('names duplicate and unknown ids, and cycles by their tasks', () => {
    expect(told(processOf(task('a'), task('a'), task('b', 'zz')))).toEqual([
      'DUPLICATE_ID tasks[1].id: the id a is that of tasks[0] already',
      'UNKNOWN_TASK tasks[2].dependencies[0].task_id: there is no task zz',
    ]);
    expect(told(processOf(task('x'), task('a', 'c', 'x'), task('b', 'a'), task('c', 'b'), task('d', 'c')))).toEqual([
      'CYCLE tasks[1].dependencies: these tasks wait for each other: A → B → C → A',
    ]);
    expect(told(processOf(task('a', 'a')))).toEqual([
      'CYCLE tasks[0].dependencies: these tasks wait for each other: A → A',
    ]);
  });

  it('may be as large as a workflow, and no larger', () => {
    const many = Array.from({ length: 999 }, (_, index) =>
      task(`t${index}`, ...(index === 0 ? [] : [`t${index - 1}`])),
    );
    expect(checkProcess(processOf(...many))).toEqual([]);
    expect(processDocument.safeParse({ tasks: [...many, task('z')] }).error?.issues[0]?.message).toContain('999 tasks');
    const dense = Array.from({ length: 200 }, (_, index) =>
      task(`t${index}`, ...many.slice(0, index).map(({ id }) => id)),
    );
    expect(told(processOf(...dense))).toEqual([expect.stringMatching(/^TOO_MANY_EDGES tasks: expected at most 5000/)]);
    expect(processDocument.safeParse({ tasks: [] }).success).toBe(false);
  });

  it('has a cycle exactly when some order of its tasks is impossible', () => {
    const edges = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 });
    fc.assert(
      fc.property(edges, (pairs) => {
        const process = processOf(
          ...Array.from({ length: 8 }, (_, to) =>
            task(`t${to}`, ...pairs.filter((p) => p[1] === to).map((p) => `t${p[0]}`)),
          ),
        );
        const done = new Set<string>();
        for (let round = 0; round < 8; round++)
          for (const { id, dependencies } of process.tasks)
            if (dependencies!.every(({ task_id }) => done.has(task_id))) done.add(id);
        expect(checkProcess(process).length === 0).toBe(done.size === 8);
      }),
      { seed: randomSeed() },
    );
  });
});
