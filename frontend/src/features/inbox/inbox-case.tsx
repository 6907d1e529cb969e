import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronLeft, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import type { InboxItem } from '#libs/contracts';
import { PaneBoundary } from '../../app/pane-boundary.js';
import { useFormat, useText, type Text } from '../../text/text.js';
import { Badge } from '../../ui/badge.js';
import { IconButton } from '../../ui/button.js';
import { shortId, useNow } from '../../ui/values.js';
import { AnswerBar } from './answer-bar.js';
import { FactTable } from './fact-table.js';
import { ItemActions } from './item-actions.js';
import { ItemHistory } from './item-history.js';
import { ItemPath } from './item-path.js';
import { WhatHappens } from './what-happens.js';

/** One item: who asks and when, the question, what happens, how it came here; the answer fixed below. */
export function InboxCase({
  item,
  position,
  onBack,
  onPrevious,
  onNext,
}: {
  item: InboxItem;
  position: { n: number; count: number } | undefined;
  onBack(): void;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const now = useNow();
  return (
    <article className="flex h-full min-h-0 min-w-0 flex-col bg-surface" aria-labelledby="inbox-title">
      <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line px-1 sm:hidden">
        <IconButton icon={ChevronLeft} label={t('do.back')} onClick={onBack} />
        <b className="font-semibold">{t(`inbox.kind.${item.kind}`)}</b>
        {position && <span className="text-fg-3 tabular-nums">{t('inbox.of', position)}</span>}
        <span className="ml-auto flex gap-1">
          <IconButton icon={ChevronUp} label={t('do.previous')} off={!onPrevious} onClick={onPrevious} />
          <IconButton icon={ChevronDown} label={t('do.next')} off={!onNext} onClick={onNext} />
        </span>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="grid gap-x-8 gap-y-5 p-4 sm:px-8 sm:py-6 xl:grid-cols-[minmax(0,1fr)_15.75rem]">
          <div className="min-w-0">
            <p className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-meta text-fg-3">
              <Standing item={item} />
              <span className="min-w-0">
                {item.task
                  ? t('inbox.asked.agent', { agent: item.task.agentName, time: format.time(item.createdAt, now) })
                  : t('inbox.asked', {
                      workflow: item.workflowName ?? '',
                      run: shortId(item.runId ?? ''),
                      time: format.time(item.createdAt, now),
                    })}
              </span>
            </p>
            <h2 id="inbox-title" className="text-title tracking-(--track-tight) break-words">
              {item.title}
            </h2>
            {item.body && (
              <p className="mt-1.5 text-read text-pretty break-words whitespace-pre-wrap text-fg-2">{item.body}</p>
            )}
            {item.kind === 'unknown' && (
              <p className="mt-1.5 text-read text-pretty text-fg-2">{t('inbox.unknown.help')}</p>
            )}
            {item.kind === 'approval' && item.status === 'open' && item.runId && !item.task && (
              <PaneBoundary>
                <WhatHappens item={item} runId={item.runId} />
              </PaneBoundary>
            )}
            <Section title={t('inbox.facts')}>
              <FactTable item={item} />
            </Section>
            {item.answers.length > 0 && (
              <Section title={t('inbox.answers')}>
                <Answers item={item} />
              </Section>
            )}
            {item.runId && !item.task && (
              <Section title={t('inbox.path')}>
                <ItemPath item={item} runId={item.runId} />
              </Section>
            )}
            <Section title={t('inbox.history')}>
              <PaneBoundary>
                <ItemHistory id={item.id} />
              </PaneBoundary>
            </Section>
          </div>
          <Side item={item} now={now} />
        </div>
      </div>
      {item.status === 'open' && <AnswerBar item={item} />}
    </article>
  );
}

const Section = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="mt-5">
    <h3 className="mb-2 font-semibold">{title}</h3>
    {children}
  </section>
);

function Standing({ item }: { item: InboxItem }) {
  const t = useText();
  if (item.status === 'open')
    return <Badge status="waiting">{t(item.canAnswer ? 'inbox.waitingForYou' : 'inbox.waiting')}</Badge>;
  if (item.status === 'answered')
    return (
      <Badge status={item.decision === 'rejected' || item.decision === 'fail' ? 'failed' : 'succeeded'}>
        {capital(decisionWords(item.decision, t))}
      </Badge>
    );
  return <Badge status="cancelled">{t(`inbox.${item.status}`)}</Badge>;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const decisions = ['approved', 'rejected', 'submitted', 'happened', 'repeat', 'fail', 'expired'] as const;
function decisionWords(decision: string | null, t: Text): string {
  const known = decisions.find((one) => one === decision);
  return known ? t(`inbox.decision.${known}`) : t('inbox.decision.other', { decision: decision ?? '' });
}

function Answers({ item }: { item: InboxItem }) {
  const t = useText();
  const format = useFormat();
  return (
    <ul className="grid gap-2">
      {item.answers.map((answer) => (
        <li key={`${answer.userId}${answer.at}`}>
          <p>
            <span className="font-medium">{answer.name}</span>{' '}
            <span className="text-fg-2">
              {decisionWords(answer.decision, t)}
              {answer.onBehalfOf && ` ${t('inbox.onBehalf', { name: answer.onBehalfOf.name })}`}
            </span>{' '}
            <span className="text-meta text-fg-3" title={format.exact(answer.at)}>
              {format.time(answer.at)}
            </span>
          </p>
          {answer.comment && <p className="text-read break-words text-fg-2">{answer.comment}</p>}
        </li>
      ))}
    </ul>
  );
}

function Side({ item, now }: { item: InboxItem; now: number }) {
  const t = useText();
  const format = useFormat();
  const { assignees, escalation } = item;
  const who = whoOf(escalation?.done ? [...new Set([...assignees, ...escalation.to])] : assignees, t);
  return (
    <dl className="grid content-start gap-3.5 max-xl:grid-cols-2">
      <Term name={t('inbox.due.title')}>
        <span title={format.exact(item.deadline)}>{format.time(item.deadline, now)}</span>{' '}
        {item.status === 'open' && <span className="text-fg-3">{format.until(item.deadline, now)}</span>}
      </Term>
      <Term name={t('inbox.expiry')}>{t('inbox.expiry.port')}</Term>
      <Term name={t('inbox.needs')}>
        {item.kind === 'approval'
          ? t('inbox.needs.quorum', { count: item.quorum, who })
          : t('inbox.needs.answer', { who })}
      </Term>
      <Term name={t('inbox.can')}>
        {t(item.canAnswer || item.status !== 'open' ? 'inbox.can.you' : 'inbox.can.not')}
      </Term>
      {item.delegations.length > 0 && (
        <Term name={t('inbox.delegations')}>
          {item.delegations.map((each) => (
            <span key={`${each.from.userId} ${each.at}`} className="block">
              {t('inbox.delegated', { from: each.from.name, to: whoOf([each.to], t) })}{' '}
              <span className="text-fg-3">{t(`inbox.delegation.${each.state}`)}</span>
            </span>
          ))}
        </Term>
      )}
      {item.task && (
        <Term name={t('inbox.task')}>
          <Link to="/tasks/$id" params={{ id: item.task.id }} className="link">
            {item.task.agentName}
          </Link>
        </Term>
      )}
      {item.workflowId && (
        <Term name={t('inbox.workflow')}>
          <Link to="/workflows/$id" params={{ id: item.workflowId }} className="link">
            {item.workflowName}
          </Link>
        </Term>
      )}
      {item.runId && (
        <Term name={t('inbox.run')}>
          <Link to="/runs/$id" params={{ id: item.runId }} search={{}} className="link">
            {shortId(item.runId)}
          </Link>
        </Term>
      )}
      {item.status === 'open' && (
        <div className="col-span-full">
          <dt className="sr-only">{t('inbox.more')}</dt>
          <dd>
            <ItemActions item={item} />
          </dd>
        </div>
      )}
    </dl>
  );
}

const Term = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt className="mb-0.5 text-meta text-fg-3">{name}</dt>
    <dd className="break-words">{children}</dd>
  </div>
);

const roleNames = ['viewer', 'operator', 'builder', 'admin', 'owner'] as const;

/** "Operators, mara@larkfield.example": who was asked, in words. */
function whoOf(assignees: readonly string[], t: Text): string {
  const names = assignees.map((one) => {
    const role = roleNames.find((name) => one === `role:${name}`);
    return role ? t('inbox.who.role', { role: t(`role.${role}`) }) : one.replace(/^user:/, '');
  });
  return names.length > 0 ? names.join(', ') : t('inbox.who.anyone');
}
