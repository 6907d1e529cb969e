import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { getRun, getRunDefinition, listSteps, type InboxItem } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useSession } from '../../app/session.js';
import { iconOf, kindOf, nameOf } from '../../builder/kinds.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { familyOf, KindTile } from '../../ui/kind-tile.js';
import { Skeleton } from '../../ui/states.js';
import { configFields } from '../workflows/config-fields.js';
import { Template } from '../workflows/template.js';
import type { Consequence } from './consequences.js';

/** Arguments that say how a step works rather than what it does. */
const machinery = new Set(['model', 'temperature', 'maxTokens', 'credential', 'schema', 'labels', 'examples']);

/** What the run does next when the reader approves, and when the reader rejects: the steps, with their exact arguments. */
export function WhatHappens({ item, runId }: { item: InboxItem; runId: string }) {
  const t = useText();
  const session = useSession();
  const node = item.stepPath.slice(item.stepPath.lastIndexOf('/') + 1);
  const scope = item.stepPath.slice(0, Math.max(0, item.stepPath.lastIndexOf('/')));
  const next = useQuery({
    queryKey: ['inbox', 'next', item.id],
    async queryFn({ signal }) {
      const params = { id: runId };
      const [run, { definition }, inside, steps] = await Promise.all([
        call(getRun, { params, signal }),
        call(getRunDefinition, { params, signal }),
        scope ? call(listSteps, { params, query: { limit: 200, scope }, signal }) : undefined,
        call(listSteps, { params, query: { limit: 200 }, signal }),
      ]);
      const { consequencesOf } = await import('./consequences.js');
      const known = [
        ...steps.items.filter((step) => !step.path.includes('/')),
        ...(inside?.items ?? (scope ? [] : steps.items)),
      ];
      const at = { run, definition, steps: known, path: item.stepPath, node };
      const answer = { by: session.phase === 'active' ? session.user.id : '', comment: `(${t('inbox.next.comment')})` };
      return { approved: consequencesOf(at, 'approved', answer), rejected: consequencesOf(at, 'rejected', answer) };
    },
    staleTime: 60_000,
    retry: false,
  });
  if (next.isPending) return <Skeleton rows={2} />;
  // The question can be answered without it; the run itself still tells the whole story.
  if (!next.data) return null;
  return (
    <>
      <Section title={t('inbox.facts.approve')}>
        <Steps steps={next.data.approved} />
      </Section>
      <Section title={t('inbox.facts.reject')}>
        <p className="text-fg-2">
          {next.data.rejected.length === 0
            ? t('inbox.next.ends')
            : next.data.rejected.map(({ node: after }) => nameOf(after.node)).join(', ')}
        </p>
      </Section>
    </>
  );
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="mt-5">
    <h3 className="mb-2 font-semibold">{title}</h3>
    {children}
  </section>
);

function Steps({ steps }: { steps: readonly Consequence[] }) {
  const t = useText();
  if (steps.length === 0) return <p className="text-fg-2">{t('inbox.next.ends')}</p>;
  return (
    <ol className="overflow-hidden rounded-md border border-line">
      {steps.map((step) => (
        <li key={step.node.id} className="border-t border-line first:border-t-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 py-2">
            <KindTile kind={step.node.node.kind} icon={iconOf(step.node.node.kind)} size="sm" />
            <span className={step.acts ? 'font-medium' : 'text-fg-2'}>{nameOf(step.node.node)}</span>
            <span className="font-mono text-meta text-fg-3">{step.node.node.kind}</span>
            {step.acts && familyOf(step.node.node.kind) === 'outside' && (
              <Tag className="ml-auto">{t('inbox.next.noUndo')}</Tag>
            )}
          </div>
          {step.acts && familyOf(step.node.node.kind) === 'outside' && <Arguments step={step} />}
        </li>
      ))}
    </ol>
  );
}

function Arguments({ step }: { step: Consequence }) {
  const titles = new Map(configFields(step.node.node).map((field) => [field.name, field.title]));
  const shown = step.arguments.filter(([name]) => !machinery.has(name) || !kindOf(step.node.node.kind));
  return (
    <dl className="pb-1">
      {shown.map(([name, value]) => (
        <div
          key={name}
          className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3 px-3.5 py-0.75 sm:grid-cols-[8.25rem_minmax(0,1fr)]"
        >
          <dt className="break-words text-fg-3">{titles.get(name) ?? name}</dt>
          <dd className="line-clamp-8 min-w-0 py-px break-words whitespace-pre-wrap">
            <Template
              text={
                typeof value === 'string'
                  ? value
                  : Array.isArray(value) && value.every((one) => typeof one === 'string')
                    ? value.join(', ')
                    : JSON.stringify(value)
              }
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
