import type { InboxItem } from '#libs/contracts';
import { useFormat, useText } from '../../text/text.js';
import { JsonTree } from '../../ui/json-tree.js';

/** The exact facts that the workflow gave, in its order and its words. */
export function FactTable({ item }: { item: InboxItem }) {
  const t = useText();
  return (
    <>
      <dl className="overflow-hidden rounded-md border border-line">
        <div className={row}>
          <dt className="text-fg-3">{t('inbox.step')}</dt>
          <dd>
            {item.stepName} <span className="ml-1 font-mono text-meta text-fg-3">{item.stepPath}</span>
          </dd>
        </div>
        {item.facts.map((fact, index) => (
          <div key={index} className={row}>
            <dt className="break-words text-fg-3">{fact.label}</dt>
            <dd className="min-w-0 break-words">
              <Value value={fact.value} />
            </dd>
          </div>
        ))}
      </dl>
      {item.facts.length === 0 && <p className="mt-2 text-meta text-fg-3">{t('inbox.noFacts')}</p>}
    </>
  );
}

const row =
  'grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3 border-t border-line px-3.5 py-2 first:border-t-0 sm:grid-cols-[8.25rem_minmax(0,1fr)]';

function Value({ value }: { value: unknown }) {
  const format = useFormat();
  if (value === null || value === undefined || value === '') return <span className="text-fg-3">–</span>;
  if (typeof value === 'string') return <span className="text-pretty whitespace-pre-wrap">{value}</span>;
  if (typeof value === 'number') return <span className="tabular-nums">{format.number(value)}</span>;
  if (typeof value === 'boolean') return <span>{String(value)}</span>;
  return <JsonTree value={value} />;
}
