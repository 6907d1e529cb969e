import type { EdgeProps } from '@xyflow/react';
import { Plus } from 'lucide-react';
import { useText } from '../../text/text.js';
import { edgeOf } from './can-connect.js';
import { useEditor } from './editor-store.js';
import { hoverEdge } from './hovered-edge.js';

/** In the middle of an edge: a new step between its ends. */
export function EdgePlus({ edge, x, y }: { edge: EdgeProps; x: number; y: number }) {
  const t = useText();
  const editor = useEditor();
  return (
    <button
      type="button"
      aria-label={t('builder.edge.add')}
      title={t('builder.edge.add')}
      onPointerEnter={() => hoverEdge(edge.id)}
      onPointerLeave={() => hoverEdge(null)}
      onClick={(event) =>
        editor.ask({
          ask: 'kind',
          spot: {
            at: 'edge',
            edge: edgeOf(editor.definition, edge.source, edge.sourceHandleId ?? 'next', edge.target),
          },
          position: { x: x - 104, y: y - 28 },
          screen: { x: event.clientX, y: event.clientY + 12 },
        })
      }
      style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      className="nodrag nopan pointer-events-auto absolute grid size-5.5 place-items-center rounded-full bg-accent text-on-accent shadow-1"
    >
      <Plus aria-hidden className="size-3.5" strokeWidth={2} />
    </button>
  );
}
