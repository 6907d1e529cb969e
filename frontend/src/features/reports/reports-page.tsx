import { useNavigate, useSearch } from '@tanstack/react-router';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Segmented } from '../../ui/segmented.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { AgentsTab } from './agents-tab.js';
import { PeopleTab } from './people-tab.js';
import { ranges, type Days } from './range.js';
import { RunsTab } from './runs-tab.js';
import { SpendTab } from './spend-tab.js';
import { WorkflowsTab } from './workflows-tab.js';

type Tab = 'runs' | 'workflows' | 'agents' | 'spend' | 'people';

/** What happened over time: runs, workflows, agents, money, people. Range, tab and filters live in the address. */
export function ReportsPage() {
  const t = useText();
  const navigate = useNavigate();
  const search = useSearch({ from: '/shell/reports' });
  const { tab = 'runs', days = 30 } = search;
  useTitle(t('reports.title'));
  const go = (change: Partial<typeof search>) =>
    void navigate({ to: '/reports', search: { ...search, ...change }, replace: true });
  const range = String(days) as `${Days}`;
  return (
    <Page
      title={t('reports.title')}
      actions={
        <Segmented<`${Days}`>
          label={t('reports.range')}
          size="md"
          value={range}
          onChange={(next) => go({ days: Number(next) as Days })}
          options={ranges.map((each) => ({ value: `${each}` as const, label: t(`reports.range.${each}`) }))}
        />
      }
    >
      <Tabs<Tab>
        label={t('reports.title')}
        value={tab}
        onChange={(next) => go({ tab: next === 'runs' ? undefined : next })}
        listClassName="mb-4 h-10 border-b border-line"
        tabs={(['runs', 'workflows', 'agents', 'spend', 'people'] as const).map((value) => ({
          value,
          label: t(`reports.tab.${value}`),
        }))}
      >
        <TabPanel value="runs">
          <RunsTab days={days} workflow={search.workflow} onWorkflow={(workflow) => go({ workflow })} />
        </TabPanel>
        <TabPanel value="workflows">
          <WorkflowsTab days={days} />
        </TabPanel>
        <TabPanel value="agents">
          <AgentsTab days={days} />
        </TabPanel>
        <TabPanel value="spend">
          <SpendTab days={days} by={search.by ?? 'model'} onBy={(by) => go({ by })} />
        </TabPanel>
        <TabPanel value="people">
          <PeopleTab days={days} />
        </TabPanel>
      </Tabs>
    </Page>
  );
}
