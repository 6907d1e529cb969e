import fc from 'fast-check';
import { flow } from '../../../../libs/testing/src/stories/flow-text.js';
import { applyEdit, canonical, type Definition } from '#libs/workflow';
import { aligned } from './align.js';
import { refusalsFrom } from './can-connect.js';
import { clipOf, pasteEdit, readClip, textOf } from './clipboard.js';
import { createEditor, type Editor } from './editor-store.js';
import {
  addNote,
  addStep,
  changeNote,
  dropOnEdge,
  groupSteps,
  removeNotes,
  removeSteps,
  ungroup,
} from './operations.js';

const base = (): Definition =>
  flow('start -> topic -> route', 'route:refund -> ask', 'route:default -> tell', 'ask:approved -> tell', 'inner', {
    start: { kind: 'trigger.manual' },
    topic: { kind: 'ai.classify', config: { text: '{{ input.body }}', labels: ['refund', 'bug'] } },
    route: { kind: 'flow.switch', config: { value: '{{ steps.topic.output.label }}', cases: ['refund', 'bug'] } },
    ask: { kind: 'human.approval', config: { title: 'Refund?' } },
    tell: { kind: 'notify.message', config: { text: '{{ steps.topic.output.label }}' } },
    each: { kind: 'flow.map', config: { items: '{{ input.list }}' } },
    inner: { kind: 'data.set', parent: 'each', config: { values: {} } },
  });
const edges = (definition: Definition) =>
  definition.edges.map(({ from, port, to }) => `${from}${port ? `:${port}` : ''}>${to}`).join(' ');
const nowhere = { x: 0, y: 0 };

describe('steps', () => {
  it('come behind a port, into an edge, before another, or alone', () => {
    const at = (spot: Parameters<typeof addStep>[2], kind = 'data.set') => {
      const { edit, id } = addStep(base(), kind, spot, nowhere);
      return [id, edges(applyEdit(base(), edit))];
    };
    expect(at({ at: 'port', from: 'ask', port: 'rejected' })).toEqual(['set', `${edges(base())} ask:rejected>set`]);
    expect(at({ at: 'port', from: 'ask', port: 'approved' })[1]).toBe(`${edges(base())} ask>set`);
    expect(at({ at: 'edge', edge: { from: 'topic', to: 'route' } })[1]).toContain('topic>set set>route');
    expect(at({ at: 'before', node: 'tell' })[1]).toMatch(/route:default>set ask:approved>set set>tell$/);
    expect(at({ at: 'free' })[1]).toBe(edges(base()));
    // What ends the run leads nowhere.
    expect(at({ at: 'edge', edge: { from: 'topic', to: 'route' } }, 'flow.stop')[1]).toBe(edges(base()));
    expect(addStep(base(), 'flow.map', { at: 'free', parent: 'each' }, nowhere).id).toBe('map');
    expect(addStep(base(), 'x.each', { at: 'free' }, nowhere).id).toBe('each2');
  });

  it('leave their neighbours connected when they go', () => {
    const without = (...ids: string[]) => edges(applyEdit(base(), removeSteps(base(), ids)));
    expect(without('topic')).toBe('route:refund>ask route:default>tell ask:approved>tell start>route');
    expect(without('topic', 'route')).toBe('ask:approved>tell start>ask');
    expect(without('ask')).toBe('start>topic topic>route route:default>tell route:refund>tell');
    expect(without('start')).toBe('topic>route route:refund>ask route:default>tell ask:approved>tell');
    expect(without('each')).toBe(edges(base()));
  });

  it('slip into an edge when they are dropped on it unconnected', () => {
    const { edit, id } = addStep(base(), 'data.set', { at: 'free' }, nowhere);
    const free = applyEdit(base(), edit);
    const edge = { from: 'topic', to: 'route' };
    expect(edges(applyEdit(free, dropOnEdge(free, id, edge)!))).toContain('topic>set set>route');
    expect(dropOnEdge(free, 'ask', edge)).toBeUndefined();
    expect(dropOnEdge(free, 'inner', edge)).toBeUndefined();
  });
});

it('an edge is refused with the reason', () => {
  expect(Object.fromEntries(refusalsFrom(base(), 'route', 'refund'))).toEqual({
    start: 'start',
    topic: 'circle',
    route: 'self',
    ask: 'again',
    inner: 'scope',
  });
  expect(refusalsFrom(base(), 'route', 'bug').get('ask')).toBeUndefined();
});

describe('copies', () => {
  const places = new Map([
    ['topic', { x: 8, y: 8 }],
    ['route', { x: 264, y: 8 }],
  ]);

  it('go through text, get free ids, and read each other, not the originals', () => {
    const clip = readClip(textOf(clipOf(base(), ['topic', 'route'], places)))!;
    const { edit, ids } = pasteEdit(base(), clip, { by: 32 });
    const after = applyEdit(base(), edit);
    expect(ids).toEqual(['topic2', 'route2']);
    expect(after.nodes.at(-1)).toMatchObject({
      config: { value: '{{ steps.topic2.output.label }}' },
      position: { x: 296, y: 40 },
    });
    expect(edges(after)).toContain('topic2>route2');
  });

  it('bring what stands inside, and can be put inside', () => {
    const clip = clipOf(base(), ['each'], places);
    expect(clip.nodes.map(({ id, parent }) => [id, parent])).toEqual([
      ['inner', 'each'],
      ['each', undefined],
    ]);
    const { edit } = pasteEdit(base(), clipOf(base(), ['inner'], places), { parent: 'each' });
    expect(applyEdit(base(), edit).nodes.at(-1)).toMatchObject({ id: 'inner2', parent: 'each' });
  });

  it('also come from the JSON of a definition, and from nothing else', () => {
    expect(readClip(JSON.stringify({ name: 'W', definition: base() }))?.nodes).toHaveLength(7);
    expect(readClip('[{"id":"a","kind":"data.set"}]')?.nodes[0]).toEqual({ id: 'a', kind: 'data.set', config: {} });
    for (const text of ['hello', '{"a":1}', '{broken', '[]', '7']) expect(readClip(text)).toBeUndefined();
  });
});

it('aligned steps share an edge, or stand evenly', () => {
  const boxes = new Map([
    ['a', { x: 0, y: 0, width: 208, height: 56 }],
    ['b', { x: 300, y: 40, width: 208, height: 56 }],
    ['c', { x: 800, y: 96, width: 208, height: 56 }],
  ]);
  expect(aligned(boxes, 'top')).toMatchObject({ b: { x: 304, y: 0 }, c: { x: 800, y: 0 } });
  expect(aligned(boxes, 'right')).toMatchObject({ a: { x: 800, y: 0 } });
  expect(aligned(boxes, 'columns')).toMatchObject({ a: { x: 0 }, b: { x: 400 }, c: { x: 800 } });
});

describe('undo', () => {
  /** One thing a person may do, chosen by numbers. What does not fit leaves all as it is. */
  function act(editor: Editor, [what, a, b]: [number, number, number]): void {
    const now = editor.definition;
    const pick = (n: number) => now.nodes[n % Math.max(1, now.nodes.length)]?.id ?? 'none';
    const edge = now.edges[a % Math.max(1, now.edges.length)];
    const kinds = ['data.set', 'flow.condition', 'flow.map', 'flow.stop', 'ai.classify'];
    const kind = kinds[b % kinds.length]!;
    const position = { x: a * 8, y: b * 8 };
    const some = [pick(a), pick(b)].filter((id, at, all) => id !== 'none' && all.indexOf(id) === at);
    const acts = [
      () => editor.tryEdit(addStep(now, kind, { at: 'free' }, position).edit),
      () => edge && editor.tryEdit(addStep(now, kind, { at: 'edge', edge }, position).edit),
      () =>
        now.nodes.length > 0 &&
        editor.tryEdit(addStep(now, kind, { at: 'port', from: pick(a), port: 'next' }, position).edit),
      () => now.nodes.length > 3 && editor.tryEdit(removeSteps(now, some)),
      () => editor.tryEdit({ type: 'move', positions: { [pick(a)]: position } }, 'move'),
      () =>
        editor.tryEdit(
          { type: 'update', id: pick(a), patch: { config: { text: `{{ steps.${pick(b)}.output }}` } } },
          `text ${a % 2}`,
        ),
      () => editor.tryEdit({ type: 'rename', id: pick(a), to: `renamed${b}` }),
      () => editor.tryEdit({ type: 'connect', edge: { from: pick(a), to: pick(b) } }),
      () => edge && editor.tryEdit({ type: 'disconnect', edge }),
      () => now.nodes.length < 60 && editor.tryEdit(pasteEdit(now, clipOf(now, some, new Map()), { by: 24 }).edit),
      () => editor.tryEdit(groupSteps(now, some, `Group ${a}`).edit),
      () => editor.tryEdit(ungroup(now, [now.canvas?.groups?.[0]?.id ?? ''])),
      () => editor.tryEdit(addNote(now, position).edit),
      () => editor.tryEdit(changeNote(now, now.canvas?.notes?.[0]?.id ?? '', { text: `text ${b}` })),
      () => editor.tryEdit(removeNotes(now, [now.canvas?.notes?.[0]?.id ?? ''])),
      () => editor.tryEdit({ type: 'setParent', ids: [pick(a)], parent: b % 3 === 0 ? null : pick(b) }),
      () => (b % 2 === 0 ? editor.undo() : editor.redo()),
    ];
    acts[what % acts.length]!();
  }

  it('leads back to identical definitions, and forward again, through 1,000 random edits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)), { minLength: 1000, maxLength: 1000 }),
        (acts) => {
          let now = 0;
          const editor = createEditor(base(), () => (now += 400));
          const frozen = new Map<Definition, string>();
          for (const each of acts) {
            act(editor, each);
            if (!frozen.has(editor.definition)) frozen.set(editor.definition, canonical(editor.definition));
          }
          const { past, present } = editor.store.getState().history;
          const seen = [...past, present];
          for (let at = seen.length - 1; at >= 0; at--) {
            expect(editor.definition).toBe(seen[at]);
            editor.undo();
          }
          for (let step = 0; step < past.length; step++) editor.redo();
          expect(editor.definition).toBe(present);
          // No edit has changed a definition that was there before.
          for (const [definition, text] of frozen) expect(canonical(definition)).toBe(text);
        },
      ),
      { numRuns: 5, endOnFailure: true },
    );
  }, 60_000);

  it('takes typing in one field back at once, and a pause apart', () => {
    let now = 0;
    const editor = createEditor(base(), () => now);
    const type = (text: string) =>
      editor.edit({ type: 'update', id: 'ask', patch: { config: { title: text } } }, 'ask.title');
    for (const text of ['R', 'Re', 'Ref']) type(text);
    now += 5000;
    type('Refund');
    editor.undo();
    expect(editor.definition.nodes.find(({ id }) => id === 'ask')?.config['title']).toBe('Ref');
    editor.undo();
    expect(editor.definition).toEqual(base());
  });

  it('does not take away what other people did meanwhile', () => {
    const editor = createEditor(base());
    editor.edit({ type: 'update', id: 'ask', patch: { name: 'Mine' } });
    editor.rebase((definition) => applyEdit(definition, { type: 'update', id: 'tell', patch: { name: 'Theirs' } }));
    editor.undo();
    const names = editor.definition.nodes.map(({ name }) => name).filter(Boolean);
    expect(names).toEqual(['Theirs']);
  });

  it('forgets a selection of what is gone', () => {
    const editor = createEditor(base());
    editor.open('ask');
    editor.edit(removeSteps(editor.definition, ['ask']));
    expect([...editor.store.getState().selection, editor.store.getState().opened]).toEqual([null]);
  });
});

it('the first place that a person gives writes all others down', () => {
  const editor = createEditor(base());
  editor.store.setState({ places: new Map(base().nodes.map(({ id }, index) => [id, { x: index * 8, y: 0 }])) });
  editor.edit({ type: 'update', id: 'ask', patch: { name: 'Ask' } });
  expect(editor.definition.nodes.some(({ position }) => position)).toBe(false);
  editor.edit({ type: 'move', positions: { ask: { x: 800, y: 80 } } });
  expect(editor.definition.nodes.map(({ position }) => position?.x)).toEqual([0, 8, 16, 800, 32, 40, 48]);
});
