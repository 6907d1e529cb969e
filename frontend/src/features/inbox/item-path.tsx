import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { listSteps, type InboxItem, type Step } from '#libs/contracts';
import { iconOf } from '../../builder/kinds.js';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { KindTile } from '../../ui/kind-tile.js';
import { Skeleton } from '../../ui/states.js';

const scopeOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The steps that led here, the one that asks, and what comes next. */
export function ItemPath({ item, runId }: { item: InboxItem; runId: string }) {
  const t = useText();
  const scope = scopeOf(item.stepPath);
  const steps = useQuery({
    queryKey: ['inbox', 'path', item.id, item.status],
    queryFn: ({ signal }) =>
      call(listSteps, {
        params: { id: runId },
        query: { limit: 200, ...(scope && { scope: scope.slice(0, -1) }) },
        signal,
      }),
  });
  if (steps.isPending) return <Skeleton rows={3} />;
  if (!steps.data) return null;
  const here = steps.data.items.filter((step) => scopeOf(step.path) === scope);
  const before = here
    .filter(
      (step) =>
        step.finishedAt !== null &&
        step.status !== 'skipped' &&
        step.path !== item.stepPath &&
        step.finishedAt <= (item.closedAt ?? '9'),
    )
    .sort((a, b) => Date.parse(a.finishedAt ?? '') - Date.parse(b.finishedAt ?? ''));
  const asking = here.find((step) => step.path === item.stepPath);
  return (
    <ol>
      {before.slice(-6).map((step, index) => (
        <PathStep key={step.path} step={step} first={index === 0} right={<Took step={step} />} />
      ))}
      {asking && (
        <PathStep
          step={asking}
          first={before.length === 0}
          strong
          right={
            item.status === 'open' && (
              <span className="text-waiting">{t(item.canAnswer ? 'inbox.path.you' : 'inbox.path.waiting')}</span>
            )
          }
        />
      )}
    </ol>
  );
}

function Took({ step }: { step: Step }) {
  const format = useFormat();
  if (step.kind.startsWith('trigger.') && step.finishedAt) return format.clock(step.finishedAt);
  return format.duration(step.meta.ms);
}

function PathStep({ step, first, strong, right }: { step: Step; first: boolean; strong?: boolean; right: ReactNode }) {
  return (
    <li className="relative flex h-8 items-center gap-2.5">
      {!first && (
        <span aria-hidden className="absolute -top-1 left-[0.6875rem] h-2 border-l-[1.5px] border-(--n-400)" />
      )}
      <KindTile kind={step.kind} icon={iconOf(step.kind)} size="sm" />
      <span className={`min-w-0 truncate ${strong ? 'font-medium' : ''}`}>
        {step.name}
        {step.port && step.port !== 'next' && <span className="text-fg-3"> → {step.port}</span>}
      </span>
      <span className="ml-auto text-meta text-fg-3 tabular-nums">{right}</span>
    </li>
  );
}
