import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { getVersion, type Workflow } from '#libs/contracts';
import type { Change } from '#libs/workflow';
import { call } from '../../../app/call.js';
import { Canvas } from '../../../builder/canvas.js';
import { createCanvasStore } from '../../../builder/canvas-store.js';
import { iconOf } from '../../../builder/kinds.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/states.js';
import { Dock } from '../../runs/dock.js';
import { PublishForm } from '../publish-dialog.js';
import { compare, type Comparison } from './comparison.js';

/** Two versions on one canvas; below it what differs, step by step. `1..draft` against the published one is also where one publishes. */
export function CompareRoom({
  workflow,
  compare: sides,
  onClose,
}: {
  workflow: Workflow;
  compare: string;
  onClose(): void;
}) {
  const t = useText();
  const [from = '', to = ''] = sides.split('..');
  const before = useSide(workflow, from);
  const after = useSide(workflow, to);
  const comparison = useMemo(
    () => (before.definition && after.definition ? compare(before.definition, after.definition) : undefined),
    [before.definition, after.definition],
  );
  const error: unknown = before.error ?? after.error;
  if (error) return <ErrorState title={t('error.title')} error={error} />;
  if (!comparison) return <Skeleton rows={6} />;
  const publishing = to === 'draft' && from === String(workflow.publishedVersion);
  const title = t('builder.compare.title', {
    before: nameOfSide(from, t('workflow.draft')),
    after: nameOfSide(to, t('workflow.draft')),
  });
  return (
    <Compared comparison={comparison} title={title} workflow={publishing ? workflow : undefined} onClose={onClose} />
  );
}

const nameOfSide = (side: string, draft: string): string => (side === 'draft' ? draft : `v${side}`);

function useSide(workflow: Workflow, side: string) {
  const draft = side === 'draft';
  const version = useQuery({
    queryKey: ['workflow', workflow.id, 'version', Number(side)],
    queryFn: ({ signal }) => call(getVersion, { params: { id: workflow.id, version: Number(side) }, signal }),
    enabled: !draft,
    staleTime: Infinity,
  });
  return { definition: draft ? workflow.definition : version.data?.definition, error: draft ? null : version.error };
}

function Compared({
  comparison,
  title,
  workflow,
  onClose,
}: {
  comparison: Comparison;
  title: string;
  workflow: Workflow | undefined;
  onClose(): void;
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
          <Button size="sm" className="ml-auto" onClick={onClose}>
            {t('builder.compare.close')}
          </Button>
        </div>
        <div
          className={cx(
            'grid min-h-0 flex-1',
            workflow && 'lg:grid-cols-[minmax(0,1fr)_22rem] lg:divide-x lg:divide-line',
          )}
        >
          <div className="min-h-0 overflow-auto px-4 py-3">
            {comparison.isSame ? (
              <EmptyState title={t('builder.compare.same')} />
            ) : (
              <Changes comparison={comparison} selected={selected} onSelect={setSelected} />
            )}
          </div>
          {workflow && (
            <div className="min-h-0 overflow-auto px-4 py-3">
              <PublishForm workflow={workflow} onDone={onClose} />
            </div>
          )}
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
