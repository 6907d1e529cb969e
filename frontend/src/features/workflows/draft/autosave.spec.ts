import type { Workflow } from '#libs/contracts';
import { applyEdit, type Definition, type Edit } from '#libs/workflow';
import { ApiProblem } from '../../../app/problem.js';
import { createEditor } from '../../../builder/edit/editor-store.js';
import { createAutosave } from './autosave.js';

const draft: Definition = {
  schemaVersion: 1,
  nodes: [
    { id: 'start', kind: 'trigger.manual', config: {} },
    { id: 'ask', kind: 'human.approval', config: { title: 'Refund?' } },
    { id: 'tell', kind: 'notify.message', config: {} },
  ],
  edges: [],
};
const name = (id: string, to: string): Edit => ({ type: 'update', id, patch: { name: to } });
const names = (definition: Definition) => definition.nodes.map((node) => node.name ?? '-').join(' ');

/** A server that keeps one draft and refuses an old etag. */
function setUp() {
  let version = 1;
  let kept = draft;
  const view = () => ({ id: 'wf_1', definition: kept, etag: `"${version}"` }) as Workflow;
  const server = {
    saves: 0,
    fault: undefined as unknown,
    get draft() {
      return kept;
    },
    /** Somebody else. */
    change(...edits: Edit[]) {
      kept = edits.reduce((at, edit) => applyEdit(at, edit), kept);
      version += 1;
      return view();
    },
  };
  const editor = createEditor(draft);
  const told: string[] = [];
  const autosave = createAutosave({
    editor,
    workflow: view(),
    async save(definition, etag) {
      server.saves += 1;
      await Promise.resolve();
      if (server.fault !== undefined) throw server.fault as Error;
      if (etag !== `"${version}"`) throw new ApiProblem('PRECONDITION_FAILED', 412, 'changed');
      kept = definition;
      version += 1;
      return view();
    },
    load: async () => Promise.resolve(view()),
    onSaved: () => told.push('saved'),
    onMerged: () => told.push('merged'),
  });
  return { server, editor, autosave, told, is: () => autosave.state.getState().is };
}

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('saves once after typing has stopped', async () => {
  const { server, editor, is } = setUp();
  for (const text of ['A', 'As', 'Ask']) {
    editor.edit(name('ask', text));
    await jest.advanceTimersByTimeAsync(300);
  }
  expect([server.saves, is()]).toEqual([0, 'changed']);
  await jest.advanceTimersByTimeAsync(800);
  expect([server.saves, is(), names(server.draft)]).toEqual([1, 'saved', '- Ask -']);
});

it('saves what is changed while it saves, and nothing when all is undone', async () => {
  const { server, editor, autosave, is } = setUp();
  editor.edit(name('ask', 'One'));
  const saving = autosave.flush();
  editor.edit(name('tell', 'Two'));
  expect(await saving).toBe(true);
  expect(names(server.draft)).toBe('- One Two');
  editor.edit(name('ask', 'Three'));
  editor.undo();
  expect(is()).toBe('saved');
});

it('brings other changes together with ours, and saves both', async () => {
  const { server, editor, told, is } = setUp();
  editor.edit(name('ask', 'Mine'));
  server.change(name('tell', 'Theirs'));
  await jest.advanceTimersByTimeAsync(2000);
  expect([names(editor.definition), names(server.draft), is()]).toEqual(['- Mine Theirs', '- Mine Theirs', 'saved']);
  expect(told).toEqual(['merged', 'saved', 'saved']);
  editor.undo();
  await jest.advanceTimersByTimeAsync(2000);
  expect(names(server.draft)).toBe('- - Theirs');
});

it('asks when both changed the same thing, saves nothing meanwhile, and does as told', async () => {
  for (const [side, expected] of [
    ['ours', '- Mine -'],
    ['theirs', '- Theirs -'],
  ] as const) {
    const { server, editor, autosave, is } = setUp();
    editor.edit(name('ask', 'Mine'));
    server.change(name('ask', 'Theirs'));
    await jest.advanceTimersByTimeAsync(2000);
    const asked = autosave.state.getState();
    expect(asked.is === 'conflict' && asked.conflicts.map(({ path }) => path.join('.'))).toEqual(['nodes.ask.name']);
    const { saves } = server;
    editor.edit({ type: 'move', positions: { tell: { x: 8, y: 8 } } });
    await jest.advanceTimersByTimeAsync(60_000);
    expect([server.saves, names(server.draft), await autosave.flush()]).toEqual([saves, '- Theirs -', false]);
    autosave.resolve(() => side);
    await jest.advanceTimersByTimeAsync(2000);
    expect([names(server.draft), is()]).toEqual([expected, 'saved']);
    expect(server.draft.nodes[2]?.position).toEqual({ x: 8, y: 8 });
  }
});

it('takes in what others saved while nothing was changed here', () => {
  const { server, editor, autosave, told, is } = setUp();
  autosave.take(server.change(name('tell', 'Theirs')));
  expect([names(editor.definition), is(), told]).toEqual(['- - Theirs', 'saved', ['saved']]);
});

it('tries again after a fault that passes, and not after a refusal', async () => {
  const { server, editor, is } = setUp();
  server.fault = new ApiProblem('NETWORK', 0, 'gone');
  editor.edit(name('ask', 'Kept'));
  await jest.advanceTimersByTimeAsync(1000);
  expect(is()).toBe('failed');
  server.fault = undefined;
  await jest.advanceTimersByTimeAsync(3000);
  expect([is(), names(server.draft)]).toEqual(['saved', '- Kept -']);
  server.fault = new ApiProblem('FORBIDDEN', 403, 'no');
  editor.edit(name('ask', 'Refused'));
  await jest.advanceTimersByTimeAsync(60_000);
  expect([is(), server.saves]).toEqual(['failed', 3]);
});
