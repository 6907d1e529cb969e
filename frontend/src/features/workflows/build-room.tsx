import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Workflow, WorkflowProblem } from '#libs/contracts';
import { usePaletteSteps } from '../../app/palette-steps.js';
import { createCanvasStore, keepEqual, type Mark } from '../../builder/canvas-store.js';
import { AddBar, SelectionBar } from '../../builder/edit/canvas-bars.js';
import type { CanvasCommands } from '../../builder/edit/commands.js';
import { EditCanvas } from '../../builder/edit/edit-canvas.js';
import { stepsBefore } from '../../builder/edit/can-connect.js';
import { EditorContext, useDefinition, useEditorState, useNode } from '../../builder/edit/editor-store.js';
import { Pickers } from '../../builder/edit/pickers.js';
import { paletteSteps } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { Dock } from '../runs/dock.js';
import { ConflictDialog } from './draft/conflict-dialog.js';
import type { Draft } from './draft/use-draft.js';
import { EmptyCanvas } from './empty-canvas.js';
import { StepPanel } from './panel/step-panel.js';
import { problemWords } from './problem-words.js';
import { ProposalRoom } from './propose/proposal-room.js';
import { useProposing } from './propose/proposals.js';
import { WishBar } from './propose/wish-bar.js';
import { WishDialog } from './propose/wish-dialog.js';
import { isStale, useResults, useResultsOf } from './testing/results.js';
import { useTestRoom, type TestRoom } from './testing/use-test-room.js';

/** The draft on the canvas, to build: below it the panel of the step that is open. */
export function BuildRoom({
  workflow,
  draft,
  problems,
  onRun,
}: {
  workflow: Workflow;
  draft: Draft;
  problems: readonly WorkflowProblem[];
  onRun(): void;
}) {
  return (
    <EditorContext value={draft.editor}>
      <Room workflow={workflow} draft={draft} problems={problems} onRun={onRun} />
      <ConflictDialog draft={draft} />
    </EditorContext>
  );
}

function Room({ workflow, draft, problems, onRun }: Parameters<typeof BuildRoom>[0]) {
  const t = useText();
  const room = useTestRoom(workflow.id, draft);
  const store = useMemo(createCanvasStore, []);
  const opened = useEditorState((state) => state.opened);
  const node = useNode(opened);
  const definition = useDefinition();
  const empty = definition.nodes.length === 0;
  const proposing = useProposing(workflow.id);
  const [wishing, setWishing] = useState(false);
  useEffect(() => {
    if (proposing?.is === 'proposed') setWishing(false);
  }, [proposing?.is]);
  useAddress(draft);
  const marks = useMarks(workflow.id, problems, room);
  useEffect(() => store.setState(({ marks: before }) => ({ marks: keepEqual(before, { ...marks }) })), [store, marks]);
  const commands = useMemo(
    (): CanvasCommands => ({
      test: (id) => void room.test(id),
      testUpTo: (id) => void room.testUpTo(id),
      pin: (id) => void room.pin(id),
      run: onRun,
    }),
    [room, onRun],
  );
  usePaletteSteps(useCallback(() => paletteSteps(draft.editor.definition, draft.editor.open), [draft.editor]));
  if (proposing?.is === 'proposed') return <ProposalRoom workflowId={workflow.id} proposal={proposing.proposal} />;
  const canvas = (
    <section aria-label={t('builder.canvas')} className="relative min-h-0 flex-1 bg-canvas">
      <EditCanvas store={store} label={t('builder.canvas')} commands={commands}>
        <AddBar onWish={empty ? undefined : () => setWishing(true)} />
        <SelectionBar />
        <Pickers />
        {empty ? (
          <EmptyCanvas workflowId={workflow.id} />
        ) : (
          !wishing && <WishBar workflowId={workflow.id} onOpen={() => setWishing(true)} />
        )}
      </EditCanvas>
      {wishing && <WishDialog workflowId={workflow.id} definition={definition} onClose={() => setWishing(false)} />}
    </section>
  );
  // The dock is always there, so that the canvas stays as it is when the panel opens and closes.
  return (
    <Dock above={canvas}>
      {node && <StepPanel node={node} workflowId={workflow.id} problems={problems} room={room} />}
    </Dock>
  );
}

/** The open step stands in the address, so that it can be linked to and a reload comes back to it. */
function useAddress({ editor }: Draft): void {
  const navigate = useNavigate();
  const { node } = useSearch({ from: '/shell/workflows/$id' });
  const opened = useEditorState((state) => state.opened);
  useEffect(() => {
    const there = node !== undefined && editor.definition.nodes.some(({ id }) => id === node);
    if (there && editor.store.getState().opened !== node) editor.open(node);
    // Later the address follows the canvas; a link from elsewhere changes it again.
  }, [editor, node]);
  useEffect(() => {
    const next = opened ?? undefined;
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => (before['node'] === next ? before : { ...before, node: next }),
      replace: true,
    } as never);
  }, [navigate, opened]);
}

/** The footer of each step: what is wrong first, else what is pinned, else how its last test went. */
function useMarks(workflowId: string, problems: readonly WorkflowProblem[], room: TestRoom): Record<string, Mark> {
  const t = useText();
  const format = useFormat();
  const definition = useDefinition();
  const results = useResultsOf(workflowId);
  const busy = useResults((state) => state.busy);
  const { pinnedAt } = room.samples;
  return useMemo(() => {
    const marks: Record<string, Mark> = {};
    for (const { id } of definition.nodes) {
      const result = results[id];
      const pinned = pinnedAt[id];
      if (busy.has(id)) marks[id] = { icon: 'tested', text: t('panel.testing') };
      else if (pinned !== undefined)
        marks[id] = { icon: 'pin', text: t('builder.mark.pinned'), right: format.time(pinned) };
      else if (result) {
        const node = definition.nodes.find((each) => each.id === id);
        const before = stepsBefore(definition, id);
        const stale =
          node &&
          isStale(
            node,
            results,
            definition.nodes.filter((each) => before.has(each.id)),
          );
        const right = format.duration(result.test.ms);
        if (stale) marks[id] = { icon: 'stale', text: t('builder.mark.stale') };
        else if (result.test.status === 'failed')
          marks[id] = { icon: 'failed', text: result.test.error?.message ?? t('status.failed'), right };
        else marks[id] = { icon: 'tested', text: t(`status.${result.test.status}`), right };
      }
    }
    for (const problem of [...problems].reverse())
      if (problem.node !== undefined && problem.severity === 'error')
        marks[problem.node] = { icon: 'problem', text: problemWords(problem, definition, t) };
    return marks;
  }, [definition, results, busy, pinnedAt, problems, t, format]);
}
