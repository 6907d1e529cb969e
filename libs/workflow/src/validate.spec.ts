import { z } from 'zod';
import { inspectTemplate } from '#libs/expressions';
import { flow, testKinds } from '#libs/testing';
import { arranged, canonical, validate, type Definition, type Kinds } from './index.js';

const kinds: Kinds = {
  ...testKinds,
  'test.strict': {
    ...testKinds['test.step']!,
    id: 'test.strict',
    ports: ['next'],
    config: z.object({
      text: z.string(),
      labels: z.array(z.enum(['a', 'b'])).optional(),
      wait: z.union([z.object({ for: z.string().regex(/^P/) }), z.object({ until: z.iso.datetime() })]).optional(),
    }),
  },
};

const problems = (definition: unknown) => validate(definition, { kinds, parseExpression: inspectTemplate });
const codes = (definition: unknown) => problems(definition).map(({ code, path }) => `${code} ${path}`);
const strict = (config: Record<string, unknown>, rest: string[] = []): Definition =>
  flow('start -> a -> b', ...rest, { b: { kind: 'test.strict', config } });

describe('validate', () => {
  it('has nothing to say about a good workflow', () => {
    const definition = flow(
      'start -> list -> each -> route',
      'route:big -> sign',
      'route:default -> end',
      'sign:approved & sign:rejected -> end',
      'fetch -> check',
      {
        each: {
          kind: 'flow.map',
          config: { items: '{{ steps.list.output }}', result: '{{ steps.check.output + index }}' },
        },
        fetch: { parent: 'each', config: { url: '{{ item.url }}', of: '{{ steps.list.output }}' } },
        check: { parent: 'each', config: { x: '{{ steps.fetch.output }} {{ index }}' } },
        sign: {
          kind: 'human.approval',
          config: { title: '{{ steps.each.output.map(steps, steps.x) }} {{ run.id }} {{ now }}' },
        },
      },
    );
    expect(problems(definition)).toEqual([]);
  });

  it('tells what is no definition field by field, with the node', () => {
    const broken = {
      schemaVersion: 1,
      nodes: [
        { id: 'start', kind: 'trigger.manual' },
        { id: 'Bad', kind: '' },
      ],
      edges: [{ from: 'start' }],
    };
    expect(problems(broken)).toMatchObject([
      { code: 'SCHEMA', path: 'nodes[1].id', node: 'Bad' },
      { code: 'SCHEMA', path: 'nodes[1].kind', node: 'Bad' },
      { code: 'SCHEMA', path: 'edges[0].to' },
    ]);
    expect(codes(null)).toEqual(['SCHEMA ']);
    expect(
      codes({ ...flow('start'), nodes: Array.from({ length: 1001 }, (_, i) => ({ id: `n${i}`, kind: 'test.step' })) }),
    ).toEqual(['SCHEMA nodes']);
    let deep: unknown = 1;
    for (let i = 0; i < 50_000; i++) deep = [deep];
    expect(codes({ ...flow('start'), inputs: { deep } })).toEqual(['TOO_DEEP ']);
  });

  it('finds ids that are taken or reserved, and unknown kinds', () => {
    const twice = flow('start -> a -> if', { a: { kind: 'no.such' } });
    twice.nodes.push({ id: 'a', kind: 'test.step', config: {} });
    expect(codes(twice)).toEqual(['UNKNOWN_KIND nodes[1].kind', 'RESERVED_ID nodes[2].id', 'DUPLICATE_ID nodes[3].id']);
    expect(codes(flow('start -> a', { a: { kind: 'constructor' } }))).toEqual(['UNKNOWN_KIND nodes[1].kind']);
  });

  it('checks configurations, but not what only a run can know', () => {
    expect(codes(strict({ text: 5, labels: ['a', 'x'] }))).toEqual([
      'CONFIG_INVALID nodes[2].config.text',
      'CONFIG_INVALID nodes[2].config.labels[1]',
    ]);
    expect(codes(strict({}))).toEqual(['CONFIG_INVALID nodes[2].config.text']);
    expect(codes(strict({ text: 'x', labels: '{{ input.labels }}', wait: { for: '{{ input.days }}' } }))).toEqual([]);
    expect(codes(strict({ text: 'x', labels: ['{{ input.one }}', 'z'] }))).toEqual([
      'CONFIG_INVALID nodes[2].config.labels[1]',
    ]);
    expect(codes(strict({ text: 'x', wait: { for: 'tomorrow' } }))).toEqual([
      'CONFIG_INVALID nodes[2].config.wait.for',
    ]);
  });

  it('checks what expressions read', () => {
    const reading = (text: string) => problems(strict({ text })).map(({ code, message }) => `${code} ${message}`);
    expect(reading('{{ steps.a.output }}')).toEqual([]);
    expect(reading('{{ 1 + }}')[0]).toMatch(/^EXPRESSION_INVALID .*at position 3 of 1 \+/);
    expect(reading('{{ open')).toHaveLength(1);
    expect(reading('{{ nope.x }}')).toEqual(['UNKNOWN_NAME There is no nope here']);
    expect(reading('{{ a.output }}')).toEqual(['UNKNOWN_NAME There is no a here; did you mean steps.a.output?']);
    expect(reading('{{ item }}')).toEqual(['UNKNOWN_NAME item is known only inside a map or loop']);
    expect(reading('{{ error.code }}')).toEqual(['UNKNOWN_NAME error is known only behind the error port of a step']);
    expect(reading('{{ steps.zz.output }}')).toEqual(['UNKNOWN_STEP There is no step zz']);
    expect(reading('{{ steps.b.output }}')).toEqual(['STEP_NOT_UPSTREAM b cannot read its own output']);
    expect(reading('{{ steps.a.result }}')).toEqual(['UNKNOWN_STEP_FIELD steps.a has output and meta, but no result']);
    expect(reading('{{ steps[input.x].output }}')[0]).toMatch(/^STEP_KNOWN_LATE/);
    expect(codes(flow('start -> a & b', { b: { config: { x: '{{ steps.a.output }}' } } }))).toEqual([
      'STEP_NOT_UPSTREAM nodes[2].config.x',
    ]);
  });

  it('knows error behind an error port, however far', () => {
    const definition = flow('start -> a -> c', 'a:error -> b -> d', {
      a: { onError: 'branch' },
      d: { config: { x: '{{ error.message }}' } },
      c: { config: { x: '{{ error.message }}' } },
    });
    expect(codes(definition)).toEqual(['UNKNOWN_NAME nodes[2].config.x']);
  });

  it('keeps the insides of scopes to themselves', () => {
    const definition = flow('start -> each -> after', 'inner', {
      each: { kind: 'flow.map', config: { items: '{{ steps.inner.output }}' } },
      inner: { parent: 'each', config: { x: '{{ steps.each.output }}' } },
      after: { config: { x: '{{ steps.inner.output }} {{ item }}' } },
    });
    expect(problems(definition).map(({ node, message }) => `${node}: ${message}`)).toEqual([
      'each: inner does not come before each',
      'after: inner runs inside each; read steps.each.output instead',
      'after: item is known only inside a map or loop',
      'inner: each does not come before inner',
    ]);
  });

  it('checks edges, ports and scopes', () => {
    const definition = flow('start -> a -> m', 'a:nope -> b', 'x', 'b -> start', 'b -> x', 'a -> m', 's -> y', {
      a: { kind: 'test.pure' },
      m: { kind: 'flow.map' },
      x: { parent: 'm' },
      s: { kind: 'flow.stop' },
      y: { parent: 'a' },
    });
    definition.edges.push({ from: 'gone', to: 'a' }, { from: 'a', to: 'gone' });
    expect(codes(definition)).toEqual([
      'PARENT_NOT_SCOPE nodes[6].parent',
      'UNKNOWN_PORT edges[2].port',
      'EDGE_INTO_TRIGGER edges[3].to',
      'EDGE_CROSSES_SCOPE edges[4]',
      'DUPLICATE_EDGE edges[5]',
      'EDGE_CROSSES_SCOPE edges[6]',
      'UNKNOWN_PORT edges[6].port',
      'UNKNOWN_NODE edges[7].from',
      'UNKNOWN_NODE edges[8].to',
      'CYCLE nodes[0]',
      'UNREACHABLE nodes[5]',
    ]);
  });

  it('names the nodes of a cycle, also inside a scope', () => {
    const definition = flow('start -> m', 'p -> a -> b -> c -> a', {
      m: { kind: 'flow.map' },
      p: { parent: 'm' },
      a: { parent: 'm' },
      b: { parent: 'm' },
      c: { parent: 'm' },
    });
    expect(problems(definition).map(({ message }) => message)).toEqual([
      'These steps wait for each other: a → b → c → a',
    ]);
    expect(problems(flow('start -> a', 'a -> a')).map(({ message }) => message)).toEqual([
      'These steps wait for each other: a → a',
    ]);
  });

  it('checks parents, triggers, quorums and error ports', () => {
    expect(codes(flow('a'))).toEqual(['TRIGGER_MISSING nodes']);
    const definition = flow('start -> m & n', 'm & n -> q', 'm:error -> q', {
      m: { kind: 'flow.map', parent: 'n' },
      n: { kind: 'flow.map', parent: 'm', onError: 'branch' },
      q: { kind: 'flow.merge', config: { mode: 'quorum', n: 9 } },
    });
    const found = codes(definition);
    expect(found).toEqual(
      expect.arrayContaining([
        'PARENT_CYCLE nodes[1].parent',
        'PARENT_CYCLE nodes[2].parent',
        'QUORUM_UNREACHABLE nodes[3].config.n',
        'ERROR_PORT_UNUSED nodes[2].onError',
      ]),
    );
    expect(
      codes(flow('start -> m', 't', { m: { kind: 'flow.map' }, t: { kind: 'trigger.api', parent: 'm' } })),
    ).toEqual(['TRIGGER_IN_SCOPE nodes[2].parent']);
    expect(codes(flow('start -> m', { m: { kind: 'flow.map' } }))).toEqual(['SCOPE_EMPTY nodes[1]']);
    expect(codes(flow('start -> a', { a: { parent: 'zz' } }))).toEqual([
      'PARENT_UNKNOWN nodes[1].parent',
      'EDGE_CROSSES_SCOPE edges[0]',
    ]);
  });

  it('is quick for the largest workflow', () => {
    const ids = Array.from({ length: 998 }, (_, i) => `n${i}`);
    const definition = flow(`start -> ${ids.join(' -> ')}`);
    for (const node of definition.nodes.slice(3)) node.config = { x: '{{ steps.n0.output }}' };
    const before = performance.now();
    expect(problems(definition)).toEqual([]);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('canonical', () => {
  it('is the same text for the same meaning', () => {
    const a = flow('start -> a', { a: { name: 'x', config: { p: 1, q: { r: [1, { z: 1, y: 2 }] } } } });
    const b = {
      edges: a.edges,
      nodes: [
        a.nodes[0],
        { config: { q: { r: [1, { y: 2, z: 1 }] }, p: 1 }, name: 'x', notes: undefined, kind: 'test.step', id: 'a' },
      ],
      schemaVersion: 1,
    } as Definition;
    expect(canonical(b)).toBe(canonical(a));
    expect(canonical(flow('start -> b'))).not.toBe(canonical(a));
    expect(Object.keys(arranged(b).nodes[1]!)).toEqual(['id', 'kind', 'name', 'config']);
    expect(canonical(arranged(b))).toBe(canonical(a));
  });
});
