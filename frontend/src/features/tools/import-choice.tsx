import type { ReactNode } from 'react';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { cx } from '../../ui/cx.js';

/** One thing that may become a tool. */
export interface Offer {
  id: string;
  name: string;
  what: string;
  /** Why it cannot become one. */
  problem?: string | null;
}

/** Which of the things that were found shall become tools. */
export function ImportChoice({
  title,
  offers,
  chosen,
  onChange,
  children,
}: {
  title: string;
  offers: readonly Offer[];
  chosen: ReadonlySet<string>;
  onChange(chosen: Set<string>): void;
  children?: ReactNode;
}) {
  const t = useText();
  const able = offers.filter(({ problem }) => !problem);
  const all = able.every(({ id }) => chosen.has(id));
  return (
    <Card
      title={title}
      count={offers.length}
      action={
        able.length > 1 && (
          <Button size="sm" onClick={() => onChange(new Set(all ? [] : able.map(({ id }) => id)))}>
            {t(all ? 'tools.import.noneOf' : 'tools.import.allOf')}
          </Button>
        )
      }
    >
      {offers.length === 0 && <p className="p-4 text-fg-3">{t('tools.import.nothing')}</p>}
      <ul className="max-h-120 overflow-y-auto">
        {offers.map(({ id, name, what, problem }) => (
          <li key={id} className="border-t border-line first:border-t-0">
            <label className={cx('flex items-start gap-3 px-4 py-2.5', !problem && 'hover:bg-hover')}>
              <input
                type="checkbox"
                className="mt-0.5 size-4 rounded-xs accent-(--accent)"
                checked={chosen.has(id)}
                disabled={Boolean(problem)}
                onChange={(event) => {
                  const next = new Set(chosen);
                  if (event.target.checked) next.add(id);
                  else next.delete(id);
                  onChange(next);
                }}
              />
              <span className="min-w-0">
                <span className="block font-mono text-meta font-medium break-words">{name}</span>
                <span className={cx('block text-meta break-words', problem ? 'text-failed' : 'text-fg-3')}>
                  {problem ?? what}
                </span>
              </span>
            </label>
          </li>
        ))}
      </ul>
      {children}
    </Card>
  );
}
