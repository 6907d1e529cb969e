import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { getAgent, type Agent } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { KindTile } from '../../ui/kind-tile.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { AgentBadge } from './agent-badge.js';

/** An agent, to read: what it is for, what it may use, where it stops. */
export function AgentPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/agents/$id' });
  const agent = useQuery({
    queryKey: ['agent', id],
    queryFn: ({ signal }) => call(getAgent, { params: { id }, signal }),
  });
  useTitle(agent.data?.name);
  if (agent.error)
    return (
      <Page title={t('agents.title')}>
        <ErrorState title={t('agents.loadFailed')} error={agent.error} onRetry={() => void agent.refetch()} />
      </Page>
    );
  if (!agent.data) return <Skeleton />;
  return (
    <div className="flex min-h-full flex-col bg-canvas">
      <TopBar>
        <Crumbs
          parents={[
            <Link key="all" to="/agents" className="rounded-xs hover:underline">
              {t('nav.agents')}
            </Link>,
          ]}
          title={
            <span className="flex items-center gap-2">
              <KindTile kind="agent.task" icon="bot" size="sm" />
              <span className="truncate">{agent.data.name}</span>
            </span>
          }
        />
        <span className="flex items-center gap-2">
          <AgentBadge status={agent.data.status} />
          <Tag>v{agent.data.version}</Tag>
        </span>
      </TopBar>
      <AgentFacts agent={agent.data} />
    </div>
  );
}

function AgentFacts({ agent }: { agent: Agent }) {
  const t = useText();
  const format = useFormat();
  const limits = agent.limits;
  return (
    <div className="mx-auto grid w-full max-w-(--page-max) items-start gap-4 px-4 py-6 sm:px-8 lg:grid-cols-[minmax(0,1fr)_21.25rem]">
      <div className="grid gap-4">
        <Card title={t('agents.goal')}>
          <p className="max-w-(--read-max) px-4 py-3 text-read break-words whitespace-pre-wrap">{agent.goal}</p>
        </Card>
        <Card title={t('agents.instructions')}>
          <p className="max-w-(--read-max) px-4 py-3 text-read break-words whitespace-pre-wrap text-fg-2">
            {agent.instructions || t('agents.noInstructions')}
          </p>
        </Card>
      </div>
      <div className="grid gap-4">
        <Card title={t('agents.model')}>
          <p className="px-4 py-3 break-words">{agent.model}</p>
        </Card>
        <Card title={t('agents.tools')} count={agent.tools.length}>
          {agent.tools.length === 0 && <p className="px-4 py-3 text-fg-2">{t('agents.noTools')}</p>}
          <ul>
            {agent.tools.map((tool) => {
              const { name, policy } = typeof tool === 'string' ? { name: tool, policy: 'allow' as const } : tool;
              return (
                <li
                  key={name}
                  className="flex h-(--row) items-center justify-between gap-3 border-t border-line px-4 first:border-t-0"
                >
                  <span className="truncate font-mono text-meta">{name}</span>
                  <span className="text-meta text-fg-3">{t(`agents.policy.${policy}`)}</span>
                </li>
              );
            })}
          </ul>
        </Card>
        <Card title={t('agents.limits')}>
          <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-y-1 px-4 py-3 tabular-nums">
            <dt className="text-fg-3">{t('agents.limits.turns')}</dt>
            <dd>{format.number(limits.maxTurns)}</dd>
            <dt className="text-fg-3">{t('agents.limits.time')}</dt>
            <dd>{format.duration(limits.maxMs)}</dd>
            <dt className="text-fg-3">{t('agents.limits.tokens')}</dt>
            <dd>{format.number(limits.maxTokens)}</dd>
            <dt className="text-fg-3">{t('agents.limits.cost')}</dt>
            <dd>{format.money(limits.maxCostMicros)}</dd>
          </dl>
        </Card>
      </div>
    </div>
  );
}
