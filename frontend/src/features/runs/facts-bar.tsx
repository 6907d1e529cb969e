import { Link } from '@tanstack/react-router';
import { SquareArrowOutUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Run } from '#libs/contracts';
import type { Graph } from '../../builder/graph.js';
import { useFormat, useText } from '../../text/text.js';
import { workedMs, workSpans } from './timeline.js';
import type { RunView } from './run-view.js';

/** What there is to know about the run, on one line. */
export function FactsBar({ run, view, graph, now }: { run: Run; view: RunView; graph: Graph; now: number }) {
  const t = useText();
  const format = useFormat();
  const end = run.finishedAt ? Date.parse(run.finishedAt) : now;
  const spans = workSpans(view, (node) => graph.byId.get(node)?.scope ?? false);
  const { usage } = run;
  const tokens = usage.inputTokens + usage.outputTokens > 0;
  return (
    <div className="flex h-9 shrink-0 items-center gap-5 overflow-x-auto border-b border-line px-4 text-meta whitespace-nowrap">
      <dl className="flex items-center gap-5">
        <Fact name={t('run.version')}>{run.version}</Fact>
        <Fact name={t('run.startedBy')}>{run.startedBy.name || run.trigger}</Fact>
        <Fact name={t('run.started')}>
          <span title={format.exact(run.startedAt ?? run.createdAt)}>
            {format.moment(run.startedAt ?? run.createdAt, now)}
          </span>
        </Fact>
        <Fact name={t('run.elapsed')}>{format.duration(run.startedAt ? end - Date.parse(run.startedAt) : null)}</Fact>
        <Fact name={t('run.working')}>{format.duration(spans.length > 0 ? workedMs(spans, end) : null)}</Fact>
        <Fact name={t('run.cost')}>{format.money(usage.costMicros)}</Fact>
        {tokens && <Fact name={t('run.tokens')}>{format.tokens(usage)}</Fact>}
      </dl>
      <div className="ml-auto">
        <Link
          to="/workflows/$id"
          params={{ id: run.workflowId }}
          search={{ version: run.version }}
          className="link flex items-center gap-1.25"
        >
          <SquareArrowOutUpRight aria-hidden className="size-3.5" strokeWidth={1.75} />
          {t('run.openWorkflow')}
        </Link>
      </div>
    </div>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="flex gap-1">
    <dt className="text-fg-3">{name}</dt>
    <dd className="tabular-nums">{children}</dd>
  </div>
);
