import { useFormat, useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import type { Figures } from '../performance.js';

/** All versions together. */
export function Totals({ figures }: { figures: Figures }) {
  const t = useText();
  const format = useFormat();
  const facts: [string, string, string?][] = [
    [t('agents.figure.tasks'), format.number(figures.tasks), t('agents.open', { count: figures.open })],
    [
      t('agents.figure.success'),
      figures.successRate === null ? '–' : format.percent(figures.successRate),
      t('agents.failedOnes', { count: figures.failed }),
    ],
    [
      t('agents.figure.duration'),
      format.duration(figures.p50Ms),
      t('agents.p95', { span: format.duration(figures.p95Ms) }),
    ],
    [
      t('agents.figure.spent'),
      format.money(figures.costMicros),
      format.tokens({ inputTokens: figures.inputTokens, outputTokens: figures.outputTokens }),
    ],
    [
      t('agents.figure.rating'),
      figures.rating === null ? '–' : format.number(figures.rating),
      t('agents.rating.of', { count: figures.ratings }),
    ],
  ];
  return (
    <Card>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-4 p-4 sm:grid-cols-3 lg:grid-cols-5">
        {facts.map(([name, value, more]) => (
          <div key={name} className="min-w-0">
            <dt className="text-meta text-fg-3">{name}</dt>
            <dd className="text-head font-semibold tabular-nums">{value}</dd>
            <dd className="text-meta text-fg-3 tabular-nums">{more}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
