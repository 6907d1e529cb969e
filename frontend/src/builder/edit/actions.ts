/** What people do with the selection: the same from a key, a menu, or a bar. */
import type { ReactFlowInstance } from '@xyflow/react';
import type { Edit } from '#libs/workflow';
import type { Text } from '../../text/text.js';
import { toast } from '../../ui/toast.js';
import type { Graph } from '../graph.js';
import type { Box, Layout } from '../layout.js';
import { layoutEngine } from '../use-layout.js';
import { absoluteBoxes } from '../layout.js';
import { aligned, around, type Alignment } from './align.js';
import { edgeOf } from './can-connect.js';
import { clipOf, pasteEdit, readClip, textOf } from './clipboard.js';
import type { Editor } from './editor-store.js';
import { addNote, groupSteps, groupsOf, removeNotes, removeSteps, ungroup, type Place } from './operations.js';

/** Ids of the selected steps, notes, groups, edges. */
export function chosen(editor: Editor): { steps: string[]; notes: string[]; groups: string[]; edges: string[] } {
  const all = [...editor.store.getState().selection];
  const of = (prefix: string) => all.flatMap((id) => (id.startsWith(prefix) ? id.slice(prefix.length) : []));
  return { steps: all.filter((id) => !id.includes(':')), notes: of('note:'), groups: of('group:'), edges: of('edge:') };
}

/** Removes what is selected. Neighbours of steps stay connected. */
export function removeChosen(editor: Editor, graph: Graph, t: Text): void {
  const { definition } = editor;
  const { steps, notes, groups, edges } = chosen(editor);
  const gone = graph.edges.filter(({ id }) => edges.includes(id));
  const edits: Edit[] = [
    ...gone.map((edge): Edit => ({ type: 'disconnect', edge: edgeOf(definition, edge.from, edge.port, edge.to) })),
    ...(notes.length > 0 ? [removeNotes(definition, notes)] : []),
    ...(groups.length > 0 ? [ungroup(definition, groups)] : []),
  ];
  if (edits.length > 0 && steps.length === 0) editor.tryEdit({ type: 'batch', edits });
  else if (steps.length > 0) {
    if (edits.length > 0) editor.tryEdit({ type: 'batch', edits }, 'remove');
    editor.tryEdit(removeSteps(editor.definition, steps), edits.length > 0 ? 'remove' : undefined);
  } else return;
  const count = steps.length + notes.length + gone.length + groups.length;
  toast(t('builder.removed', { count }), { undo: { label: t('builder.undo'), act: editor.undo } });
}

/** `into`: of a copy event; without one the browser's clipboard is asked, which it has in a secure context only. */
export function copyChosen(editor: Editor, t: Text, into?: DataTransfer | null): void {
  const { steps } = chosen(editor);
  if (steps.length === 0) return;
  const text = textOf(clipOf(editor.definition, steps, editor.store.getState().places));
  remembered = text;
  if (into) into.setData('text/plain', text);
  else void navigator.clipboard?.writeText(text).catch(() => undefined);
  toast(t('builder.copied', { count: steps.length }));
}
let remembered = '';

/** Puts in what was copied: here, in another window, or as JSON from anywhere. */
export function paste(editor: Editor, text: string | undefined, at: Place | undefined, t: Text): void {
  const clip = readClip(text ?? '') ?? readClip(remembered);
  if (!clip) return toast(t('builder.paste.nothing'), { tone: 'error' });
  const { steps } = chosen(editor);
  const target = steps.length === 1 ? editor.definition.nodes.find(({ id }) => id === steps[0]) : undefined;
  const { edit, ids } = pasteEdit(editor.definition, clip, { ...(at ? { at } : { by: 32 }), parent: target?.parent });
  if (editor.tryEdit(edit)) editor.select(ids);
}

export function duplicate(editor: Editor): void {
  const { steps } = chosen(editor);
  if (steps.length === 0) return;
  const { definition } = editor;
  const parents = new Set(definition.nodes.filter(({ id }) => steps.includes(id)).map(({ parent }) => parent));
  const parent = parents.size === 1 ? [...parents][0] : undefined;
  const places = editor.store.getState().places as Layout;
  const clip = clipOf(definition, steps, places);
  const inside = clip.nodes.flatMap(({ id }) => places.get(id) ?? []);
  const all = inside.length > 0 ? around(inside) : undefined;
  const at = all && { x: all.x, y: Math.ceil((all.y + all.height + 32) / 8) * 8 };
  const { edit, ids } = pasteEdit(definition, clip, { ...(at ? { at } : { by: 32 }), parent });
  if (editor.tryEdit(edit)) editor.select(ids);
}

export function align(editor: Editor, boxes: Layout, how: Alignment): void {
  const { steps } = chosen(editor);
  const some = new Map(steps.flatMap((id): [string, Box][] => (boxes.get(id) ? [[id, boxes.get(id)!]] : [])));
  if (some.size > 1) editor.tryEdit({ type: 'move', positions: aligned(some, how) });
}

/** Groups the selected steps, or dissolves the groups that are selected. */
export function group(editor: Editor, t: Text): void {
  const { steps, groups } = chosen(editor);
  const whole = groupsOf(editor.definition).filter(
    ({ nodes }) => nodes.length === steps.length && nodes.every((id) => steps.includes(id)),
  );
  const ids = [...groups, ...whole.map(({ id }) => id)];
  if (ids.length > 0) return void editor.tryEdit(ungroup(editor.definition, ids));
  if (steps.length === 0) return;
  const { edit } = groupSteps(editor.definition, steps, t('builder.group.new'));
  editor.tryEdit(edit);
}

export function note(editor: Editor, at: Place): void {
  const { edit, id } = addNote(editor.definition, at);
  if (editor.tryEdit(edit)) editor.select([`note:${id}`]);
}

/** Lets the layout engine place everything. One step back. */
export async function arrange(editor: Editor, graph: Graph): Promise<void> {
  const { autoLayout } = await layoutEngine();
  const boxes = absoluteBoxes(graph, await autoLayout(graph, true));
  editor.tryEdit({
    type: 'move',
    positions: Object.fromEntries([...boxes].map(([id, { x, y }]) => [id, { x, y }])),
  });
}

export function moveChosen(editor: Editor, boxes: Layout, by: Place): void {
  const { steps } = chosen(editor);
  const all = new Set(steps);
  for (const id of all) for (const node of editor.definition.nodes) if (node.parent === id) all.add(node.id);
  const positions = Object.fromEntries(
    [...all].flatMap((id): [string, Place][] => {
      const box = boxes.get(id);
      return box ? [[id, { x: box.x + by.x, y: box.y + by.y }]] : [];
    }),
  );
  if (all.size > 0) editor.tryEdit({ type: 'move', positions }, `move ${steps.join(' ')}`);
}

/** Brings a step into view and gives it the keyboard. */
export function focusStep(flow: Pick<ReactFlowInstance, 'setCenter' | 'getZoom'>, boxes: Layout, id: string): void {
  const find = () => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  const box = boxes.get(id);
  requestAnimationFrame(() => {
    const element = find();
    if (element && isInView(element)) return element.focus({ preventScroll: true });
    if (box)
      void flow
        .setCenter(box.x + box.width / 2, box.y + Math.min(box.height, 200) / 2, {
          zoom: flow.getZoom(),
          duration: 160,
        })
        .then(() => requestAnimationFrame(() => find()?.focus({ preventScroll: true })));
  });
}

/** Brings a step into view, if it is not. */
export function revealStep(flow: Pick<ReactFlowInstance, 'setCenter' | 'getZoom'>, boxes: Layout, id: string): void {
  const element = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  const box = boxes.get(id);
  if (!box || (element && isInView(element))) return;
  void flow.setCenter(box.x + box.width / 2, box.y + Math.min(box.height, 200) / 2, {
    zoom: flow.getZoom(),
    duration: 160,
  });
}

function isInView(element: HTMLElement): boolean {
  const pane = element.closest('.react-flow')?.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  return (
    pane !== undefined &&
    box.left >= pane.left &&
    box.right <= pane.right &&
    box.top >= pane.top &&
    box.bottom <= pane.bottom
  );
}
