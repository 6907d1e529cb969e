import { useReactFlow } from '@xyflow/react';
import {
  AlignCenterHorizontal,
  AlignCenterVertical,
  AlignEndHorizontal,
  AlignEndVertical,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  ClipboardPaste,
  CopyPlus,
  Group,
  MessageSquareText,
  Plus,
  Search,
  StickyNote,
  Trash2,
  Workflow,
  type LucideIcon,
} from 'lucide-react';
import { useMemo } from 'react';
import { commandKey } from '../../app/shortcuts.js';
import { useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { graphOf } from '../graph.js';
import type { Layout } from '../layout.js';
import { align, arrange, chosen, duplicate, group, note, paste, removeChosen } from './actions.js';
import type { Alignment } from './align.js';
import { useDefinition, useEditor, useEditorState } from './editor-store.js';

/** What can be put on the canvas: at its left. */
export function AddBar({ onWish }: { onWish: (() => void) | undefined }) {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow();
  const control = commandKey();
  const middle = () => {
    const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
    return flow.screenToFlowPosition(
      { x: (pane?.left ?? 0) + (pane?.width ?? 0) / 2, y: (pane?.top ?? 0) + (pane?.height ?? 0) / 2 },
      { snapToGrid: true },
    );
  };
  return (
    <div
      role="toolbar"
      aria-label={t('builder.tools')}
      aria-orientation="vertical"
      className="floating absolute bottom-16 left-3 z-(--z-panel) flex flex-col items-center gap-px rounded-md p-0.75"
    >
      <IconButton
        size="sm"
        side="right"
        icon={Plus}
        label={`${t('builder.add')} (N)`}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          editor.ask({
            ask: 'kind',
            spot: { at: 'free' },
            position: undefined,
            screen: { x: box.right + 12, y: box.top - 80 },
          });
        }}
      />
      {onWish && (
        <IconButton size="sm" side="right" icon={MessageSquareText} label={t('propose.change')} onClick={onWish} />
      )}
      <IconButton
        size="sm"
        side="right"
        icon={StickyNote}
        label={t('builder.note.add')}
        onClick={() => note(editor, middle())}
      />
      <IconButton
        size="sm"
        side="right"
        icon={ClipboardPaste}
        label={`${t('builder.paste')} (${control} V)`}
        onClick={() =>
          void (navigator.clipboard?.readText() ?? Promise.resolve(''))
            .catch(() => '')
            .then((text) => paste(editor, text, middle(), t))
        }
      />
      <span aria-hidden className="my-0.75 h-px w-4.5 bg-line" />
      <IconButton
        size="sm"
        side="right"
        icon={Workflow}
        label={t('builder.arrange')}
        onClick={() => void arrange(editor, graphOf(editor.definition))}
      />
      <IconButton
        size="sm"
        side="right"
        icon={Search}
        label={`${t('builder.find')} (${control} F)`}
        onClick={() => editor.ask({ ask: 'step', goal: 'find' })}
      />
    </div>
  );
}

const alignments: readonly [Alignment, LucideIcon][] = [
  ['left', AlignStartVertical],
  ['center', AlignCenterVertical],
  ['right', AlignEndVertical],
  ['top', AlignStartHorizontal],
  ['middle', AlignCenterHorizontal],
  ['bottom', AlignEndHorizontal],
  ['columns', AlignHorizontalDistributeCenter],
  ['rows', AlignVerticalDistributeCenter],
];

/** What can be done with several steps at once: top of the canvas, while they are selected. */
export function SelectionBar() {
  const t = useText();
  const editor = useEditor();
  const definition = useDefinition();
  const selection = useEditorState((state) => state.selection);
  const boxes = useEditorState((state) => state.places) as Layout;
  const graph = useMemo(() => graphOf(definition), [definition]);
  const { steps } = chosen(editor);
  if (steps.length < 2) return null;
  return (
    <div
      role="toolbar"
      aria-label={t('builder.selected', { count: selection.size })}
      className="floating absolute top-3 left-1/2 z-(--z-panel) flex -translate-x-1/2 items-center gap-px rounded-md p-0.75"
    >
      <span className="px-2 text-meta font-medium whitespace-nowrap text-fg-2">
        {t('builder.selected', { count: steps.length })}
      </span>
      {alignments.map(([how, icon]) => (
        <IconButton
          key={how}
          size="sm"
          side="bottom"
          icon={icon}
          label={t(`builder.align.${how}`)}
          onClick={() => align(editor, boxes, how)}
        />
      ))}
      <span aria-hidden className="mx-0.75 h-4.5 w-px bg-line" />
      <IconButton size="sm" side="bottom" icon={Group} label={t('builder.group')} onClick={() => group(editor, t)} />
      <IconButton
        size="sm"
        side="bottom"
        icon={CopyPlus}
        label={t('builder.duplicate')}
        onClick={() => duplicate(editor)}
      />
      <IconButton
        size="sm"
        side="bottom"
        icon={Trash2}
        label={t('builder.delete')}
        onClick={() => removeChosen(editor, graph, t)}
      />
    </div>
  );
}
