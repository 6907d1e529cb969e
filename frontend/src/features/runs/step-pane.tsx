import { Link } from '@tanstack/react-router';
import { Hourglass, OctagonX, RotateCcw, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { retryRun, type Run, type RunEvent, type Step } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import type { Graph, GraphNode } from '../../builder/graph.js';
import { iconOf, nameOf } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { Button, buttonClass } from '../../ui/button.js';
import { Code } from '../../ui/code.js';
import { KindTile } from '../../ui/kind-tile.js';
import { Note } from '../../ui/states.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { Attempts } from './attempts.js';
import type { Picks } from './faces.js';
import { ItemList } from './item-list.js';
import { Output } from './output.js';
import { RunOverview } from './run-overview.js';
import type { RunView, StepView } from './run-view.js';
import { StepAgent } from './step-agent.js';
import { StepFacts, StepLog } from './step-facts.js';
import { StepInput } from './step-input.js';
import { taskIdIn } from './task-link.js';

type Tab = 'result' | 'input' | 'attempts' | 'log';

/** The chosen step: what came out, what went in, how often it was tried, what happened. Without one: the run itself. */
export function StepPane(props: {
  run: Run;
  graph: Graph;
  node: GraphNode | undefined;
  /** Undefined while several items of a map are shown together. */
  path: string | undefined;
  view: RunView;
  steps: readonly Step[];
  events: readonly RunEvent[];
  picks: Picks;
  onPick(scope: string, item: number): void;
}) {
  const t = useText();
  const { run, graph, node, path, view, events } = props;
  const [tab, setTab] = useState<Tab>('result');
  if (!node) return <RunOverview run={run} />;
  if (path === undefined)
    return <ItemList graph={graph} node={node} view={view} onPick={props.onPick} picks={props.picks} />;
  const shown = view.get(path);
  const detail = props.steps.find((step) => step.path === path);
  const step: StepView = shown ?? {
    path,
    node: node.id,
    status: 'pending',
    port: null,
    attempt: 0,
    spans: [],
    error: null,
  };
  const own = events.filter((event) => event.path === path);
  return (
    <section aria-label={t('run.step')} className="h-full">
      <Tabs<Tab>
        value={tab}
        onChange={setTab}
        label={t('run.step')}
        className="flex h-full flex-col"
        tabs={[
          { value: 'result', label: t('run.result') },
          { value: 'input', label: t('run.input') },
          { value: 'attempts', label: t('run.attempts'), count: step.attempt > 1 ? step.attempt : undefined },
          { value: 'log', label: t('run.log') },
        ]}
        bar={(list) => (
          <div className="flex min-h-12 shrink-0 flex-wrap items-stretch gap-x-2 border-b border-line px-4">
            <div className="flex min-w-0 flex-1 items-center gap-2">
              <KindTile kind={node.node.kind} icon={iconOf(node.node.kind)} size="sm" />
              <h2 className="truncate text-head" title={nameOf(node.node)}>
                {nameOf(node.node)}
              </h2>
              <Badge status={step.status} />
            </div>
            {list}
          </div>
        )}
      >
        <TabPanel value="result" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <div className="grid gap-6 xl:grid-cols-[minmax(0,1fr)_13rem]">
            <div className="min-w-0">
              {node.node.kind === 'agent.task' && step.attempt > 0 && (
                <div className="mb-3">
                  <StepAgent run={run} path={path} status={step.status} />
                </div>
              )}
              <Result run={run} step={step} detail={detail} />
              {step.spans.length > 0 && (
                <>
                  <h3 className="mt-3.5 mb-1 font-medium">{t('run.attempts')}</h3>
                  <Attempts step={step} />
                </>
              )}
            </div>
            <StepFacts step={step} detail={detail} />
          </div>
        </TabPanel>
        <TabPanel value="input" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <StepInput graph={graph} node={node} run={run} path={path} steps={props.steps} />
        </TabPanel>
        <TabPanel value="attempts" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <Attempts step={step} />
        </TabPanel>
        <TabPanel value="log" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <StepLog events={own} />
        </TabPanel>
      </Tabs>
    </section>
  );
}

function Result({ run, step, detail }: { run: Run; step: StepView; detail: Step | undefined }) {
  const t = useText();
  const format = useFormat();
  const waits = step.detail?.waitingFor;
  const task = taskIdIn(detail?.output);
  return (
    <div className="grid gap-3">
      {step.error && step.status !== 'succeeded' && (
        <Note tone="failed" icon={<OctagonX aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}>
          <b className="font-semibold text-failed">{step.error.code}</b> {step.error.message}
          <RetryStep run={run} path={step.path} />
        </Note>
      )}
      {step.status === 'unknown' && <p>{t('run.unknown')}</p>}
      {waits && (
        <Note tone="waiting" icon={<Hourglass aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}>
          <p>
            {waits.inboxItemId
              ? t('run.waits.inbox')
              : waits.signal
                ? t('run.waits.signal', { name: waits.signal })
                : waits.until && t('run.waits.until', { time: format.moment(waits.until) })}
          </p>
          {waits.inboxItemId && (
            <Link
              to="/inbox/{-$id}"
              params={{ id: waits.inboxItemId }}
              className={`${buttonClass('outline', 'sm')} mt-2`}
            >
              {t('run.waits.open')}
            </Link>
          )}
        </Note>
      )}
      {(detail?.meta.warnings ?? []).length > 0 && (
        <Note
          tone="waiting"
          icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
        >
          <ul>
            {detail?.meta.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Note>
      )}
      <Output
        value={step.status === 'succeeded' ? detail?.output : undefined}
        none={t(step.status === 'running' || step.status === 'waiting' ? 'run.noOutput.yet' : 'run.noOutput')}
      />
      {(detail?.meta.logs ?? []).length > 0 && (
        <div className="min-w-0">
          <h3 className="mb-1 font-medium">{t('run.logs')}</h3>
          <Code label={t('run.logs')}>{detail?.meta.logs?.join('\n')}</Code>
        </div>
      )}
      {task && (
        <Link to="/tasks/$id" params={{ id: task }} className="link justify-self-start">
          {t('run.transcript.open')}
        </Link>
      )}
    </div>
  );
}

/** Tries a failed step once more, in the same run, with all that had succeeded. */
function RetryStep({ run, path }: { run: Run; path: string }) {
  const t = useText();
  const may = useMay('runs:control');
  const retry = useAct({
    run: () => call(retryRun, { params: { id: run.id }, body: { step: path } }),
    done: t('run.retried'),
    changes: [['run', run.id], ['runs']],
  });
  if (run.status !== 'failed') return null;
  return (
    <div className="mt-2">
      <Button
        size="sm"
        icon={RotateCcw}
        offBecause={may.why}
        busy={retry.isPending && t('runs.bulk.retrying')}
        onClick={() => retry.mutate()}
      >
        {t('run.retry.step')}
      </Button>
    </div>
  );
}
