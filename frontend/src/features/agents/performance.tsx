import { useQuery } from '@tanstack/react-query';
import { Star } from 'lucide-react';
import { getAgentPerformance, type AgentPerformance } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useFormat, useText } from '../../text/text.js';
import { cx } from '../../ui/cx.js';
import { Tooltip } from '../../ui/tooltip.js';

export type Figures = AgentPerformance['total'];

const dayMs = 86_400_000;
/** The beginning of the hour, so that the question stays the same while a page is looked at. */
const hourStart = () => Math.floor(Date.now() / 3_600_000) * 3_600_000;

/** Figures of an agent over the last days, whole and by version. */
export const usePerformance = (id: string, days: number) =>
  useQuery({
    queryKey: ['agent', id, 'performance', days],
    queryFn: ({ signal }) =>
      call(getAgentPerformance, {
        params: { id },
        query: { from: new Date(hourStart() - days * dayMs).toISOString() },
        signal,
      }),
    staleTime: 60_000,
  });

/** One figure of one agent in a list: each row asks once for all of its cells. */
export function AgentFigure({ id, days, figure }: { id: string; days: number; figure: keyof typeof cells }) {
  const { data, isError } = usePerformance(id, days);
  const t = useText();
  const Cell = cells[figure];
  if (isError) return <span title={t('agents.figures.failed')}>–</span>;
  // Nothing is said before it is known; the row keeps its place.
  return data ? <Cell figures={data.total} /> : null;
}

interface CellProps {
  figures: Figures;
}

export function Success({ figures }: CellProps) {
  const t = useText();
  const format = useFormat();
  const { successRate, succeeded, failed } = figures;
  if (successRate === null) return <span className="text-fg-3">–</span>;
  return (
    <Tooltip label={t('agents.success.of', { succeeded, over: succeeded + failed })}>
      <span className={cx('font-medium', successRate < 0.8 ? 'text-failed' : 'text-fg')}>
        {format.percent(successRate)}
      </span>
    </Tooltip>
  );
}

export function Rating({ figures }: CellProps) {
  const t = useText();
  const format = useFormat();
  if (figures.rating === null) return <span className="text-fg-3">–</span>;
  return (
    <Tooltip label={t('agents.rating.of', { count: figures.ratings })}>
      <span className="inline-flex items-center gap-1">
        <Star aria-hidden className="size-3.25 text-fg-3" strokeWidth={1.75} />
        {format.number(figures.rating)}
      </span>
    </Tooltip>
  );
}

/** Of one task, on average: what an agent costs says little while nobody knows how much it did. */
export function TaskCost({ figures }: CellProps) {
  const t = useText();
  const format = useFormat();
  const over = figures.tasks - figures.open;
  if (over === 0) return <span className="text-fg-3">–</span>;
  return (
    <Tooltip label={t('agents.cost.total', { cost: format.money(figures.costMicros), count: figures.tasks })}>
      <span>{format.money(figures.costMicros / over)}</span>
    </Tooltip>
  );
}

export function Halftime({ figures }: CellProps) {
  const t = useText();
  const format = useFormat();
  if (figures.p50Ms === null) return <span className="text-fg-3">–</span>;
  return (
    <Tooltip label={t('agents.p95', { span: format.duration(figures.p95Ms) })}>
      <span>{format.duration(figures.p50Ms)}</span>
    </Tooltip>
  );
}

function Tasks({ figures }: CellProps) {
  const format = useFormat();
  return <span>{format.number(figures.tasks)}</span>;
}

const cells = { success: Success, rating: Rating, cost: TaskCost, duration: Halftime, tasks: Tasks };
