import { ChevronLeft, ChevronRight, TriangleAlert, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { WorkflowProblem } from '#libs/contracts';
import type { Definition, WorkflowNode } from '#libs/workflow';
import { describedKind, iconOf, nameOf } from '../../builder/kinds.js';
import { useFormat, useText } from '../../text/text.js';
import { IconButton } from '../../ui/button.js';
import { JsonTree } from '../../ui/json-tree.js';
import { KindTile } from '../../ui/kind-tile.js';
import { Note } from '../../ui/states.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { Template } from './template.js';
import { configFields } from './config-fields.js';

type Tab = 'config' | 'retry' | 'notes';

/** A step as it is configured, to read: its fields by the names of its kind, expressions as chips. */
export function NodePane({
  definition,
  node,
  problems,
  onShow,
}: {
  definition: Definition;
  node: WorkflowNode;
  problems: readonly WorkflowProblem[];
  onShow(node: string | null): void;
}) {
  const t = useText();
  const [tab, setTab] = useState<Tab>('config');
  const about = describedKind(node.kind);
  const index = definition.nodes.findIndex((one) => one.id === node.id);
  const go = (by: number) =>
    onShow(definition.nodes[(index + by + definition.nodes.length) % definition.nodes.length]?.id ?? null);
  return (
    <section aria-label={t('workflow.step')} className="h-full">
      <Tabs<Tab>
        value={tab}
        onChange={setTab}
        label={t('workflow.step')}
        className="flex h-full flex-col"
        listClassName="max-sm:order-last max-sm:h-11 max-sm:w-full"
        tabs={[
          { value: 'config', label: t('workflow.step.config') },
          { value: 'retry', label: t('workflow.step.retry') },
          ...(node.notes ? [{ value: 'notes' as const, label: t('workflow.step.notes') }] : []),
        ]}
        bar={(list) => (
          <div className="flex min-h-13 shrink-0 flex-wrap items-stretch gap-x-2.5 border-b border-line px-4">
            <div className="flex min-w-0 items-center gap-2.5 max-sm:flex-1 max-sm:py-2">
              <KindTile kind={node.kind} icon={iconOf(node.kind)} />
              <h2 className="truncate text-head" title={nameOf(node)}>
                {nameOf(node)}
              </h2>
              <span className="font-mono text-meta text-fg-3 max-sm:hidden">{node.kind}</span>
            </div>
            {list}
            <div className="ml-auto flex items-center gap-1 text-meta text-fg-3 max-sm:-mr-2">
              <span className="mr-1 tabular-nums max-md:hidden">
                {t('workflow.step.of', { n: index + 1, count: definition.nodes.length })}
              </span>
              <IconButton size="sm" icon={ChevronLeft} label={t('do.previous')} onClick={() => go(-1)} />
              <IconButton size="sm" icon={ChevronRight} label={t('do.next')} onClick={() => go(1)} />
              <IconButton size="sm" icon={X} label={t('do.close')} onClick={() => onShow(null)} />
            </div>
          </div>
        )}
      >
        <TabPanel value="config" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <div className="grid max-w-(--read-max) gap-3.5">
            {about !== undefined && <p className="text-fg-2">{about}.</p>}
            {problems.map((problem, at) => (
              <Note
                key={at}
                tone="failed"
                icon={<TriangleAlert aria-hidden className="size-4 text-failed-solid" strokeWidth={1.75} />}
              >
                {problem.message}
              </Note>
            ))}
            <Config node={node} />
          </div>
        </TabPanel>
        <TabPanel value="retry" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <Retry node={node} />
        </TabPanel>
        <TabPanel value="notes" className="min-h-0 flex-1 overflow-auto px-4 py-3">
          <p className="max-w-(--read-max) text-read whitespace-pre-wrap">{node.notes}</p>
        </TabPanel>
      </Tabs>
    </section>
  );
}

function Config({ node }: { node: WorkflowNode }) {
  const t = useText();
  const fields = configFields(node);
  if (fields.length === 0) return <p className="text-fg-3">{t('workflow.step.empty')}</p>;
  return (
    <dl className="grid gap-3.5">
      {fields.map(({ name, title, value }) => (
        <div key={name}>
          <dt className="mb-1 font-medium">{title}</dt>
          <dd>
            <ConfigValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ConfigValue({ value }: { value: unknown }): ReactNode {
  const format = useFormat();
  if (typeof value === 'string') return <Template text={value} />;
  if (typeof value === 'number') return <span className="tabular-nums">{format.number(value)}</span>;
  if (typeof value === 'boolean' || value === null) return <span className="font-mono text-meta">{String(value)}</span>;
  if (Array.isArray(value) && value.every((item) => typeof item === 'string'))
    return (
      <span className="flex flex-wrap gap-1.5">
        {value.map((item: string, index) => (
          <span key={index} className="rounded-xs border border-line-strong px-1.5 text-meta leading-5">
            <Template text={item} />
          </span>
        ))}
      </span>
    );
  const rows = flatRows(value);
  if (rows) return <Rows rows={rows} />;
  const pairs = flatPairs(value);
  if (pairs) return <Pairs pairs={pairs} />;
  return <JsonTree value={value} />;
}

type Plain = string | number | boolean | null;
const plain = (value: unknown): value is Plain =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Name and value, when all values are plain. */
function flatPairs(value: unknown): [string, Plain][] | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value).filter((pair): pair is [string, Plain] => plain(pair[1]));
  return pairs.length === Object.keys(value).length && pairs.length > 0 ? pairs : undefined;
}

/** A list of such objects with few fields each. */
function flatRows(value: unknown): [string, Plain][][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows = value.map(flatPairs);
  return rows.every((row) => row !== undefined && row.length <= 4) ? (rows as [string, Plain][][]) : undefined;
}

const Rows = ({ rows }: { rows: [string, Plain][][] }) => (
  <ul className="overflow-hidden rounded-md border border-line">
    {rows.map((row, index) => (
      <li
        key={index}
        className="grid gap-x-3 border-t border-line px-3 py-1.5 first:border-t-0 sm:grid-cols-[10rem_minmax(0,1fr)]"
      >
        {row.map(([name, value], column) => (
          <span
            key={name}
            title={name}
            className={column === 0 ? 'font-medium break-words' : 'break-words text-fg-2 sm:col-start-2'}
          >
            <Template text={String(value ?? '–')} />
          </span>
        ))}
      </li>
    ))}
  </ul>
);

const Pairs = ({ pairs }: { pairs: [string, Plain][] }) => (
  <dl className="overflow-hidden rounded-md border border-line">
    {pairs.map(([name, value]) => (
      <div
        key={name}
        className="grid grid-cols-[8rem_minmax(0,1fr)] gap-3 border-t border-line px-3 py-1.5 first:border-t-0"
      >
        <dt className="break-words text-fg-3">{name}</dt>
        <dd className="min-w-0 break-words">
          <Template text={String(value ?? '–')} />
        </dd>
      </div>
    ))}
  </dl>
);

function Retry({ node }: { node: WorkflowNode }) {
  const t = useText();
  const format = useFormat();
  const facts: [string, string][] = [
    [t('workflow.step.attempts'), format.number(node.retry?.maxAttempts ?? 1)],
    [
      t('workflow.step.pause'),
      node.retry?.initialMs === undefined ? t('workflow.step.default') : format.duration(node.retry.initialMs),
    ],
    [
      t('workflow.step.timeout'),
      node.timeoutMs === undefined ? t('workflow.step.default') : format.duration(node.timeoutMs),
    ],
    [t('workflow.step.onError'), t(`workflow.step.onError.${node.onError ?? 'fail'}`)],
  ];
  return (
    <dl className="grid max-w-120 grid-cols-[9rem_minmax(0,1fr)]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="py-1.25 text-fg-3">{name}</dt>
          <dd className="py-1.25">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
