import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { getAgent, type Agent } from '#libs/contracts';
import { call } from '../../app/call.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { PaneBoundary } from '../../app/pane-boundary.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { KindTile } from '../../ui/kind-tile.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { AgentActions } from './agent-actions.js';
import { AgentBadge } from './agent-badge.js';
import { Playground } from './chat/playground.js';
import { AgentEditor } from './editor/agent-editor.js';
import { JobsTab } from './tasks/jobs-tab.js';
import { AgentMemoryTab } from '../memory/agent-memory-tab.js';
import { TasksTab } from './tasks/tasks-tab.js';
import { VersionsTab } from './versions/versions-tab.js';

const tabs = ['configure', 'playground', 'memory', 'versions', 'tasks', 'jobs'] as const;
type Tab = (typeof tabs)[number];
const scrolled = 'min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8';

/** An agent: what it is made of, a place to talk to it, its versions, what it did. */
export function AgentPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/agents/$id' });
  const agent = useQuery({
    queryKey: ['agent', id],
    queryFn: ({ signal }) => call(getAgent, { params: { id }, signal }),
  });
  useTitle(agent.data?.name);
  if (agent.data) return <AgentRoom key={id} agent={agent.data} />;
  if (!agent.error) return <Skeleton rows={8} />;
  return (
    <Page title={t('agents.title')}>
      <ErrorState title={t('agents.loadFailed')} error={agent.error} onRetry={() => void agent.refetch()} />
    </Page>
  );
}

function AgentRoom({ agent }: { agent: Agent }) {
  const t = useText();
  const navigate = useNavigate();
  const { tab = 'configure' } = useSearch({ from: '/shell/agents/$id' });
  const go = (next: Tab) =>
    void navigate({
      to: '/agents/$id',
      params: { id: agent.id },
      search: next === 'configure' ? {} : { tab: next },
      replace: true,
    });
  return (
    <Tabs<Tab>
      value={tab}
      onChange={go}
      label={agent.name}
      className="flex h-full flex-col bg-surface"
      listClassName="max-sm:order-last max-sm:h-11 max-sm:w-full"
      tabs={tabs.map((value) => ({ value, label: t(`agents.tab.${value}`) }))}
      bar={(list) => (
        <TopBar>
          <Crumbs
            parents={[
              <Link key="all" to="/agents" search={{}} className="rounded-xs hover:underline">
                {t('nav.agents')}
              </Link>,
            ]}
            title={
              <span className="flex items-center gap-2">
                <KindTile kind="agent.task" icon="bot" size="sm" />
                <span className="truncate">{agent.name}</span>
              </span>
            }
          />
          <span className="flex items-center gap-2 max-md:hidden">
            <AgentBadge status={agent.status} />
            <Tag>v{agent.version}</Tag>
          </span>
          {list}
          <div className="ml-auto flex items-center gap-2 py-1.5">
            <AgentActions agent={agent} />
          </div>
        </TopBar>
      )}
    >
      {/* Trying the agent takes nothing away that was typed. */}
      <TabPanel keep value="configure" className="min-h-0 flex-1 overflow-auto bg-canvas focus-visible:shadow-none">
        <AgentEditor agent={agent} />
      </TabPanel>
      <TabPanel value="playground" className="flex min-h-0 flex-1 focus-visible:shadow-none">
        <PaneBoundary>
          <Playground agent={agent} />
        </PaneBoundary>
      </TabPanel>
      <TabPanel value="memory" className={scrolled}>
        <AgentMemoryTab agent={agent} />
      </TabPanel>
      <TabPanel value="versions" className={scrolled}>
        <VersionsTab agent={agent} />
      </TabPanel>
      <TabPanel value="tasks" className={scrolled}>
        <TasksTab agent={agent} />
      </TabPanel>
      <TabPanel value="jobs" className={scrolled}>
        <JobsTab agent={agent} />
      </TabPanel>
    </Tabs>
  );
}
