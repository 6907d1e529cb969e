import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Run } from '#libs/contracts';
import { usePhone } from '../../app/media.js';
import { Page } from '../../app/page.js';
import { PaneBoundary } from '../../app/pane-boundary.js';
import { usePaletteSteps } from '../../app/palette-steps.js';
import { useKeys } from '../../app/shortcuts.js';
import { useTitle } from '../../app/title.js';
import { Canvas, preloadLayout } from '../../builder/canvas.js';
import { createCanvasStore, keepEqual } from '../../builder/canvas-store.js';
import { graphOf, type Graph } from '../../builder/graph.js';
import { paletteSteps } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { shortId, useNow } from '../../ui/values.js';
import { Dock } from './dock.js';
import { facesOf, pathUnder, type Picks } from './faces.js';
import { FactsBar } from './facts-bar.js';
import { usePlayback } from './playback.js';
import { RunBar } from './run-bar.js';
import { isEnded } from './run-columns.js';
import { stateAfter } from './run-state.js';
import { viewOf } from './run-view.js';
import { StepPane } from './step-pane.js';
import { TimelinePane } from './timeline-pane.js';
import { useRun } from './use-run.js';

preloadLayout();

export function RunPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/runs/$id' });
  const data = useRun(id);
  const { run, definition } = data;
  useTitle(run.data ? `${run.data.workflowName} ${shortId(id)}` : t('run.title', { id: shortId(id) }));
  const graph = useMemo(() => definition.data && graphOf(definition.data.definition), [definition.data]);
  const error = run.error ?? definition.error;
  if (error && !(run.data && graph))
    return (
      <Page title={t('run.title', { id: shortId(id) })}>
        <ErrorState title={t('run.loadFailed')} error={error} onRetry={() => void data.refresh()} />
      </Page>
    );
  if (!run.data || !graph || !definition.data) return <Skeleton rows={8} />;
  return <RunRoom key={id} run={run.data} graph={graph} data={data} />;
}

type Pane = 'canvas' | 'timeline' | 'step';

/** Facts, canvas, and below it timeline and step. The canvas and the timeline show the same moment. */
function RunRoom({ run, graph, data }: { run: Run; graph: Graph; data: ReturnType<typeof useRun> }) {
  const t = useText();
  const format = useFormat();
  const phone = usePhone();
  const navigate = useNavigate();
  const { step: selected } = useSearch({ from: '/shell/runs/$id' });
  const [picks, setPicks] = useState<Picks>({});
  const [pane, setPane] = useState<Pane>('canvas');
  const { events, steps } = data;
  const playback = usePlayback(events);
  const over = isEnded(run);
  const now = useNow(over || playback.cursor !== null ? 0 : 1000);

  const state = useMemo(() => {
    const made = stateAfter(events, playback.cursor ?? events.length, graph.byId);
    // Whether a run waits is the API's word; that it has ended may come by the stream first.
    if (playback.cursor === null && made.finishedAt === null) made.status = run.status;
    return made;
  }, [events, playback.cursor, graph, run.status]);
  const view = useMemo(
    () => viewOf(graph, state, playback.cursor === null ? steps.data : undefined),
    [graph, state, playback.cursor, steps.data],
  );

  const store = useMemo(createCanvasStore, []);
  const moment =
    playback.cursor === null
      ? run.finishedAt
        ? Date.parse(run.finishedAt)
        : now
      : Date.parse(events[playback.cursor - 1]?.at ?? run.createdAt);
  useEffect(() => {
    const { faces, edges } = facesOf(graph, view, state, picks, { t, format }, moment);
    store.setState((before) => ({
      faces: keepEqual(before.faces, faces),
      edges: Object.fromEntries(Object.entries(edges)),
      selected: selected ?? null,
    }));
  }, [graph, view, state, picks, selected, store, t, format, moment]);

  const select = useCallback(
    (node: string | null) => {
      void navigate({ to: '.', search: { step: node ?? undefined }, replace: true });
      if (node) setPane((before) => (before === 'canvas' ? 'step' : before));
    },
    [navigate],
  );
  const pick = useCallback(
    (scope: string, item: number | null) =>
      setPicks((before) => {
        const { [scope]: _, ...others } = before;
        return item === null ? others : { ...others, [scope]: item };
      }),
    [],
  );
  const actions = useMemo(() => ({ select, pick }), [select, pick]);
  useKeys({
    ArrowLeft: () => playback.step(-1),
    ArrowRight: () => playback.step(1),
    l: playback.live,
    Escape: () => select(null),
  });

  const shown = data.definition.data?.definition;
  usePaletteSteps(useCallback(() => (shown ? paletteSteps(shown, select) : []), [shown, select]));

  const node = selected === undefined ? undefined : graph.byId.get(selected);
  const path = node && pathUnder(graph, node, picks);
  const canvas = (
    <section aria-label={t('run.canvas')} className="relative min-h-0 flex-1 bg-canvas">
      <Canvas
        definition={data.definition.data!.definition}
        store={store}
        actions={actions}
        label={t('run.canvas')}
        footers
      />
    </section>
  );
  const timeline = (
    <TimelinePane
      run={run}
      graph={graph}
      view={view}
      events={events}
      playback={playback}
      picks={picks}
      selected={path}
      now={now}
      moment={moment}
      onSelect={(chosen) => select(chosen)}
    />
  );
  const panel = (
    <PaneBoundary key={selected}>
      <StepPane
        run={run}
        graph={graph}
        node={node}
        path={path}
        view={view}
        steps={steps.data?.steps ?? []}
        events={events}
        picks={picks}
        onPick={pick}
      />
    </PaneBoundary>
  );
  return (
    <div className="flex h-full flex-col bg-surface">
      <RunBar
        run={run}
        status={state.status}
        step={node && path ? { path, name: node.node.name ?? node.id } : undefined}
        onChanged={() => void data.refresh()}
      />
      <FactsBar run={run} view={view} graph={graph} now={now} />
      {phone ? (
        <>
          <div className="border-b border-line px-4 py-2">
            <Segmented<Pane>
              label={t('run.title', { id: shortId(run.id) })}
              value={pane}
              onChange={setPane}
              className="flex w-full"
              options={[
                { value: 'canvas', label: t('workflow.tab.build') },
                { value: 'timeline', label: t('run.timeline') },
                { value: 'step', label: t('run.step') },
              ]}
            />
          </div>
          {pane === 'canvas' ? (
            canvas
          ) : (
            <div className="min-h-0 flex-1 overflow-auto">{pane === 'timeline' ? timeline : panel}</div>
          )}
        </>
      ) : (
        <Dock above={canvas}>
          <div className="grid h-full grid-cols-[minmax(0,1.28fr)_minmax(0,1fr)]">
            {timeline}
            <div className="min-h-0 min-w-0 border-l border-line">{panel}</div>
          </div>
        </Dock>
      )}
    </div>
  );
}
