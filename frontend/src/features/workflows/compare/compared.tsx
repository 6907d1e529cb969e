import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Change } from '#libs/workflow';
import { Canvas } from '../../../builder/canvas.js';
import { createCanvasStore } from '../../../builder/canvas-store.js';
import { iconOf } from '../../../builder/kinds.js';
import { useText } from '../../../text/text.js';
import { cx } from '../../../ui/cx.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { EmptyState } from '../../../ui/states.js';
import { Dock } from '../../runs/dock.js';
import type { Comparison } from './comparison.js';

/** Two definitions on one canvas; below it what differs, step by step, beside what is done with it. */
export function Compared({
  comparison,
  title,
  head,
  lead,
  side,
}: {
  comparison: Comparison;
  title: string;
  /** Right of the title. */
  head: ReactNode;
  /** Above the list of differences. */
  lead?: ReactNode;
  /** Beside it. */
  side?: ReactNode;
}) {
  const t = useText();
  const store = useMemo(createCanvasStore, []);
  const [selected, setSelected] = useState<string | null>(null);
  useEffect(() => {
    const marks = Object.fromEntries(
      comparison.steps.map(({ id, is, changes }) => [
        id,
        {
          icon: is,
          text:
            is === 'changed'
              ? t('builder.compare.changed.fields', { count: changes.length })
              : t(`builder.compare.${is}`),
        },
      ]),
    );
    store.setState({ marks });
  }, [store, comparison, t]);
  useEffect(() => store.setState({ selected }), [store, selected]);
  const actions = useMemo(() => ({ select: setSelected, pick: () => undefined }), []);
  return (
    <Dock
      above={
        <section aria-label={title} className="relative min-h-0 flex-1 bg-canvas">
          <Canvas definition={comparison.definition} store={store} actions={actions} label={title} footers />
        </section>
      }
    >
      <section aria-label={title} className="flex h-full flex-col">
        <div className="flex min-h-13 shrink-0 flex-wrap items-center gap-3 border-b border-line px-4 py-2">
          <h2 className="text-head">{title}</h2>
          <span className="text-meta text-fg-3">{summary(comparison, t)}</span>
          {head}
        </div>
        <div
          className={cx(
            'grid min-h-0 flex-1',
            side && 'overflow-auto lg:overflow-visible lg:grid-cols-[minmax(0,1fr)_22rem] lg:divide-x lg:divide-line',
          )}
        >
          <div className={cx('min-h-0 px-4 py-3', side ? 'lg:overflow-auto' : 'overflow-auto')}>
            {lead}
            {comparison.isSame ? (
              <EmptyState title={t('builder.compare.same')} />
            ) : (
              <Changes comparison={comparison} selected={selected} onSelect={setSelected} />
            )}
          </div>
          {side && <div className="min-h-0 px-4 py-3 lg:overflow-auto">{side}</div>}
        </div>
      </section>
    </Dock>
  );
}

function summary({ steps, isCosmetic }: Comparison, t: ReturnType<typeof useText>): string {
  const count = (is: string) => steps.filter((step) => step.is === is).length;
  const words = (['added', 'changed', 'removed'] as const).flatMap((is) =>
    count(is) > 0 ? [t(`builder.compare.count.${is}`, { count: count(is) })] : [],
  );
  return [...words, ...(isCosmetic ? [t('builder.compare.cosmetic')] : [])].join(', ');
}

function Changes({
  comparison,
  selected,
  onSelect,
}: {
  comparison: Comparison;
  selected: string | null;
  onSelect(id: string): void;
}) {
  const t = useText();
  const { steps, edges, settings } = comparison;
  return (
    <ul className="grid max-w-(--read-max) gap-2">
      {steps.map((step) => (
        <li
          key={step.id}
          className={cx('rounded-md border border-line p-2.5', selected === step.id && 'border-accent')}
        >
          <button
            type="button"
            onClick={() => onSelect(step.id)}
            className="flex w-full items-center gap-2.5 rounded-xs text-left"
          >
            <KindTile kind={step.kind} icon={iconOf(step.kind)} size="sm" />
            <span className="min-w-0 flex-1 truncate font-medium">{step.name}</span>
            <span className="text-meta text-fg-3">{t(`builder.compare.${step.is}`)}</span>
          </button>
          {step.changes.length > 0 && <ChangeList changes={step.changes} />}
        </li>
      ))}
      {edges.added + edges.removed > 0 && (
        <li className="text-fg-2">{t('builder.compare.edges', { added: edges.added, removed: edges.removed })}</li>
      )}
      {settings.length > 0 && (
        <li className="rounded-md border border-line p-2.5">
          <p className="font-medium">{t('builder.compare.settings')}</p>
          <ChangeList changes={settings} />
        </li>
      )}
    </ul>
  );
}

function ChangeList({ changes }: { changes: readonly Change[] }) {
  const t = useText();
  return (
    <dl className="mt-2 grid gap-1.5 text-meta">
      {changes.map(({ path, before, after }) => (
        <div key={path.join('.')} className="grid grid-cols-[9rem_minmax(0,1fr)] gap-3">
          <dt className="truncate font-mono text-fg-3" title={path.join('.')}>
            {path.filter((part) => part !== 'config').join('.')}
          </dt>
          <dd className="min-w-0 break-words">
            <span className="sr-only">{t('builder.compare.before')} </span>
            <del className="text-fg-3">{valueOf(before)}</del> <span aria-hidden>→</span>{' '}
            <span className="sr-only">{t('builder.compare.after')} </span>
            <ins className="font-medium no-underline">{valueOf(after)}</ins>
          </dd>
        </div>
      ))}
    </dl>
  );
}

const valueOf = (value: unknown): string => {
  if (value === undefined) return '–';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 240 ? `${text.slice(0, 240)}…` : text;
};
