import { useReactFlow } from '@xyflow/react';
import { useMemo, useState } from 'react';
import type { Edit } from '#libs/workflow';
import type { TextKey } from '../../text/catalogue.js';
import { useText } from '../../text/text.js';
import { KindTile, familyOf } from '../../ui/kind-tile.js';
import type { Family } from '../../ui/tile.js';
import { graphOf } from '../graph.js';
import { describedKind, iconOf, isTrigger, nameOf, titleOfKind } from '../kinds.js';
import type { Layout } from '../layout.js';
import { focusStep } from './actions.js';
import { edgeOf, refusalsFrom } from './can-connect.js';
import { useEditor, useEditorState, type Asking } from './editor-store.js';
import { foundKinds, kindsFor } from './find-kinds.js';
import { addStep, type Place } from './operations.js';
import { PickList, type Choice } from './pick-list.js';
import { roomInEdge } from './place-behind.js';

/** What is being asked on the canvas. Stands inside of React Flow, which knows where its middle is. */
export function Pickers() {
  const asking = useEditorState((state) => state.asking);
  if (!asking) return null;
  return asking.ask === 'kind' ? <KindPicker asking={asking} /> : <StepPicker asking={asking} />;
}

const families: readonly Family[] = ['start', 'think', 'people', 'outside', 'logic'];

function KindPicker({ asking }: { asking: Extract<Asking, { ask: 'kind' }> }) {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow();
  const boxes = useEditorState((state) => state.places) as Layout;
  const { spot } = asking;
  const [kinds] = useState(() => {
    const startsFirst = !editor.definition.nodes.some(({ kind }) => isTrigger(kind));
    const fitting = kindsFor(spot, startsFirst);
    const rank = (kind: string) => families.indexOf(familyOf(kind));
    return fitting.toSorted((a, b) => (startsFirst ? 0 : (rank(a.id) || 9) - (rank(b.id) || 9)));
  });
  const choicesOf = (typed: string): Choice[] =>
    foundKinds(kinds, typed, ({ id, title }) => titleOfKind(id) ?? title).map((kind) => ({
      id: kind.id,
      ...(typed === '' && { group: t(`builder.family.${familyOf(kind.id)}` satisfies TextKey) }),
      content: (
        <>
          <KindTile kind={kind.id} icon={kind.icon} size="sm" />
          <span className="min-w-0">
            <span className="block truncate font-medium">{titleOfKind(kind.id)}</span>
            <span className="block truncate text-meta text-fg-3" title={describedKind(kind.id)}>
              {describedKind(kind.id)}
            </span>
          </span>
        </>
      ),
    }));
  const choose = (kind: string) => {
    const room =
      spot.at === 'edge' ? roomInEdge(boxes, graphOf(editor.definition), spot.edge.from, spot.edge.to) : undefined;
    const { edit, id } = addStep(editor.definition, kind, spot, room?.place ?? asking.position ?? middle());
    editor.ask(null);
    const whole: Edit = room ? { type: 'batch', edits: [edit, { type: 'move', positions: room.moved }] } : edit;
    if (!editor.tryEdit(whole)) return;
    editor.open(id);
    requestAnimationFrame(() => {
      const places = editor.store.getState().places as Layout;
      focusStep(flow, places.size > 0 ? places : boxes, id);
    });
  };
  /** Where people look, below what stands there. */
  const middle = (): Place => {
    const parent = spot.at === 'free' && spot.parent !== undefined ? boxes.get(spot.parent) : undefined;
    if (parent) return { x: parent.x + 40, y: parent.y + 88 };
    const pane = document.querySelector('.react-flow')?.getBoundingClientRect();
    const at = flow.screenToFlowPosition(
      { x: (pane?.left ?? 0) + (pane?.width ?? 800) / 2 - 104, y: (pane?.top ?? 0) + (pane?.height ?? 600) / 2 - 28 },
      { snapToGrid: true },
    );
    const isTaken = () =>
      [...boxes.values()].some(
        (box) => Math.abs(box.x - at.x) < 208 && at.y < box.y + box.height + 8 && at.y + 64 > box.y,
      );
    for (let tries = 0; tries < 40 && isTaken(); tries++) at.y += 32;
    return at;
  };
  return (
    <PickList
      label={t('builder.pick.kind')}
      placeholder={t('builder.pick.kind.search')}
      at={asking.screen}
      choicesOf={choicesOf}
      none={t('builder.pick.kind.none')}
      onChoose={choose}
      onClose={() => editor.ask(null)}
    />
  );
}

function StepPicker({ asking }: { asking: Extract<Asking, { ask: 'step' }> }) {
  const t = useText();
  const editor = useEditor();
  const flow = useReactFlow();
  const boxes = useEditorState((state) => state.places) as Layout;
  const [port, setPort] = useState(asking.goal === 'connect' ? asking.port : '');
  const { definition } = editor;
  const ports = useMemo(
    () => (asking.goal === 'connect' ? (graphOf(definition).byId.get(asking.from)?.ports ?? []) : []),
    [asking, definition],
  );
  const refusals = asking.goal === 'connect' ? refusalsFrom(definition, asking.from, port) : undefined;
  const choicesOf = (typed: string): Choice[] => {
    const words = typed.toLowerCase();
    return definition.nodes
      .filter((node) => `${nameOf(node)} ${node.kind} ${node.id} ${node.notes ?? ''}`.toLowerCase().includes(words))
      .toSorted((a, b) => Number(refusals?.has(a.id) ?? false) - Number(refusals?.has(b.id) ?? false))
      .slice(0, 100)
      .map((node) => {
        const why = refusals?.get(node.id);
        return {
          id: node.id,
          off: why && t(`builder.refused.${why}`),
          aside: why ? t(`builder.refused.${why}.short`) : node.id,
          content: (
            <>
              <KindTile kind={node.kind} icon={iconOf(node.kind)} size="sm" />
              <span className="truncate">{nameOf(node)}</span>
            </>
          ),
        };
      });
  };
  const choose = (id: string) => {
    editor.ask(null);
    if (asking.goal === 'connect') {
      editor.tryEdit({ type: 'connect', edge: edgeOf(editor.definition, asking.from, port, id) });
      focusStep(flow, boxes, asking.from);
      return;
    }
    if (editor.store.getState().opened !== null) editor.open(id);
    else editor.select([id]);
    focusStep(flow, boxes, id);
  };
  return (
    <PickList
      label={t(asking.goal === 'find' ? 'builder.find' : 'builder.connect')}
      placeholder={t(asking.goal === 'find' ? 'builder.find.search' : 'builder.connect.search')}
      at={undefined}
      choicesOf={choicesOf}
      none={t('builder.find.none')}
      footer={
        ports.length > 1 && (
          <label className="flex items-center gap-2">
            {t('builder.connect.port')}
            <select value={port} onChange={(event) => setPort(event.target.value)} className="field h-7 px-2 text-fg">
              {ports.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>
          </label>
        )
      }
      onChoose={choose}
      onClose={() => editor.ask(null)}
    />
  );
}
