import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useLetters } from '../../app/shortcuts.js';
import { useText } from '../../text/text.js';
import type { Graph } from '../graph.js';
import { sizes } from '../graph.js';
import type { Layout } from '../layout.js';
import { copyChosen, chosen, duplicate, focusStep, group, moveChosen, paste, removeChosen } from './actions.js';
import type { CanvasCommands } from './commands.js';
import { useEditor } from './editor-store.js';
import { neighbour, type Way } from './neighbours.js';
import { freePort, placeBehind } from './place-behind.js';
import type { MenuAt } from './node-menu.js';

interface Given {
  graph: Graph;
  boxes: Layout;
  commands: CanvasCommands;
  onMenu(at: MenuAt): void;
}

const inField = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role="slider"],[role="separator"]') !== null);
const overlay = () => document.querySelector('[role="dialog"],[role="menu"],[role="alertdialog"]') !== null;
/** The canvas has the keyboard: the focus is on it, around it, or nowhere. */
const onCanvas = (target: EventTarget | null) =>
  target === document.body ||
  (target instanceof Element &&
    (target.closest('.react-flow') !== null || target.querySelector('.react-flow') !== null));

/** The keys of look.md. Those that change things act while the canvas has the keyboard; undo, redo and find also beside it, outside of fields. */
export function useCanvasKeys(given: Given): void {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow();
  const lettersOn = useLetters((state) => state.on);
  const latest = useRef<(event: KeyboardEvent) => void>(undefined);
  const { graph, boxes, commands, onMenu } = given;

  const only = (): string | undefined => {
    const { steps } = chosen(editor);
    return steps.length === 1 ? steps[0] : (editor.store.getState().opened ?? undefined);
  };
  const onOne = (act: (id: string) => void) => () => {
    const id = only();
    if (id) act(id);
  };
  const show = (id: string) => {
    if (editor.store.getState().opened !== null) editor.open(id);
    else editor.select([id]);
    focusStep(flow, boxes, id);
  };
  const go = (way: Way) => () => {
    const from = only();
    const to = from ? neighbour(graph, boxes, from, way) : graph.nodes[0]?.id;
    if (to) show(to);
  };
  const add = () => {
    const from = only();
    const step = from === undefined ? undefined : graph.byId.get(from);
    const port = step && freePort(step);
    editor.ask({
      ask: 'kind',
      spot:
        from !== undefined && port !== undefined ? { at: 'port', from, port } : { at: 'free', parent: step?.parent },
      position: from === undefined ? undefined : placeBehind(boxes, from, graph),
      screen: undefined,
    });
  };
  const escape = () => {
    const { opened, asking } = editor.store.getState();
    if (asking) editor.ask(null);
    else if (opened !== null) {
      editor.open(null);
      focusStep(flow, boxes, opened);
    } else editor.select([]);
  };
  const connectTo = onOne((from) => {
    const port = graph.byId.get(from) && (freePort(graph.byId.get(from)!) ?? graph.byId.get(from)?.ports[0]);
    if (port !== undefined) editor.ask({ ask: 'step', goal: 'connect', from, port });
  });
  const menuOf = onOne((id) => {
    const box = document.querySelector(`.react-flow__node[data-id="${CSS.escape(id)}"]`)?.getBoundingClientRect();
    onMenu({ node: id, x: box?.left ?? 200, y: (box?.top ?? 200) + sizes.head });
  });
  const move = (x: number, y: number) => () => moveChosen(editor, boxes, { x, y });

  /** Everywhere outside of fields. */
  const everywhere: Record<string, () => void> = {
    'ctrl+z': editor.undo,
    'ctrl+shift+z': editor.redo,
    'ctrl+y': editor.redo,
    'ctrl+f': () => editor.ask({ ask: 'step', goal: 'find' }),
    'ctrl+enter': commands.run,
    n: add,
    t: onOne(commands.test),
    'shift+t': onOne(commands.testUpTo),
    p: onOne(commands.pin),
    Escape: escape,
  };
  const canvas: Record<string, () => void> = {
    ArrowLeft: go('left'),
    ArrowRight: go('right'),
    ArrowUp: go('up'),
    ArrowDown: go('down'),
    'shift+ArrowLeft': move(-8, 0),
    'shift+ArrowRight': move(8, 0),
    'shift+ArrowUp': move(0, -8),
    'shift+ArrowDown': move(0, 8),
    Enter: onOne((id) => editor.open(id)),
    c: connectTo,
    Delete: () => removeChosen(editor, graph, t),
    Backspace: () => removeChosen(editor, graph, t),
    'ctrl+d': () => duplicate(editor),
    'ctrl+g': () => group(editor, t),
    'ctrl+a': () => editor.select(graph.nodes.map(({ id }) => id)),
    ContextMenu: menuOf,
    'shift+F10': menuOf,
  };
  useEffect(() => {
    latest.current = (event) => {
      // A tooltip takes Escape for itself: it closes with the panel.
      if ((event.defaultPrevented && event.key !== 'Escape') || event.altKey || inField(event.target) || overlay())
        return;
      const control = event.ctrlKey || event.metaKey;
      const letter = event.key.length === 1;
      if (letter && !control && !lettersOn) return;
      const name = `${control ? 'ctrl+' : ''}${event.shiftKey ? 'shift+' : ''}${letter ? event.key.toLowerCase() : event.key === 'Enter' && control ? 'enter' : event.key}`;
      const here = onCanvas(event.target);
      // Enter and the arrows belong to a button that has the focus.
      const button = event.target instanceof HTMLElement && event.target.closest('button,a,[role="tab"]') !== null;
      const act =
        everywhere[name] ?? (here && !(button && !control && !name.startsWith('Del')) ? canvas[name] : undefined);
      if (!act) return;
      event.preventDefault();
      act();
    };
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => latest.current?.(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      if (inField(event.target) || !onCanvas(event.target) || document.getSelection()?.toString()) return;
      if (chosen(editor).steps.length === 0) return;
      event.preventDefault();
      copyChosen(editor, t, event.clipboardData);
      if (event.type === 'cut') removeChosen(editor, graph, t);
    };
    const put = (event: ClipboardEvent) => {
      if (inField(event.target) || !onCanvas(event.target)) return;
      event.preventDefault();
      paste(editor, event.clipboardData?.getData('text/plain'), undefined, t);
    };
    document.addEventListener('copy', copy);
    document.addEventListener('cut', copy);
    document.addEventListener('paste', put);
    return () => {
      document.removeEventListener('copy', copy);
      document.removeEventListener('cut', copy);
      document.removeEventListener('paste', put);
    };
  }, [editor, graph, t]);
}
