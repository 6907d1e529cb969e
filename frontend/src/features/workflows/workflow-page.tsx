import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Play } from 'lucide-react';
import { useState } from 'react';
import { getVersion, getWorkflow, type Workflow } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { layoutEngine } from '../../builder/canvas.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { DefinitionRoom } from './definition-room.js';
import { ProblemsMenu } from './problems-menu.js';
import { PublishDialog } from './publish-dialog.js';
import { StartRunDialog } from './start-run-dialog.js';
import { VersionsTab } from './versions-tab.js';
import { WorkflowRuns } from './workflow-runs.js';

type Tab = 'build' | 'runs' | 'versions';

void layoutEngine();

/** A workflow: its canvas (to look at), its runs, its versions. */
export function WorkflowPage() {
  const t = useText();
  const { id } = useParams({ from: '/shell/workflows/$id' });
  const { version } = useSearch({ from: '/shell/workflows/$id' });
  const workflow = useQuery({
    queryKey: ['workflow', id],
    queryFn: ({ signal }) => call(getWorkflow, { params: { id }, signal }),
  });
  const number = version === 'published' ? (workflow.data?.publishedVersion ?? undefined) : version;
  const frozen = useQuery({
    queryKey: ['workflow', id, 'version', number],
    queryFn: ({ signal }) => call(getVersion, { params: { id, version: number ?? 0 }, signal }),
    enabled: number !== undefined,
    staleTime: Infinity,
  });
  useTitle(workflow.data?.name);
  const error = workflow.error ?? (number === undefined ? null : frozen.error);
  if (error)
    return (
      <Page title={t('workflows.title')}>
        <ErrorState title={t('workflows.failed')} error={error} onRetry={() => void workflow.refetch()} />
      </Page>
    );
  if (!workflow.data) return <Skeleton rows={8} />;
  const shown = number === undefined ? workflow.data.definition : frozen.data?.definition;
  return <WorkflowRoom key={id} workflow={workflow.data} version={number} definition={shown} />;
}

function WorkflowRoom({
  workflow,
  version,
  definition,
}: {
  workflow: Workflow;
  /** The version shown; undefined is the draft. */
  version: number | undefined;
  definition: Workflow['definition'] | undefined;
}) {
  const t = useText();
  const navigate = useNavigate();
  const { tab } = useSearch({ from: '/shell/workflows/$id' });
  const [dialog, setDialog] = useState<'run' | 'publish' | null>(null);
  const go = (search: { tab?: 'runs' | 'versions'; version?: 'published' | number; node?: string }) =>
    void navigate({ to: '/workflows/$id', params: { id: workflow.id }, search, replace: true });
  return (
    <>
      <Tabs<Tab>
        value={tab ?? 'build'}
        onChange={(next) => go(next === 'build' ? { version } : { tab: next, version })}
        label={workflow.name}
        className="flex h-full flex-col bg-surface"
        tabs={[
          { value: 'build', label: t('workflow.tab.build') },
          { value: 'runs', label: t('workflow.tab.runs') },
          { value: 'versions', label: t('workflow.tab.versions'), count: workflow.publishedVersion ?? undefined },
        ]}
        bar={(list) => (
          <TopBar>
            <Crumbs
              parents={[
                <Link key="all" to="/workflows" className="rounded-xs hover:underline">
                  {t('nav.workflows')}
                </Link>,
              ]}
              title={workflow.name}
            />
            <Standing workflow={workflow} version={version} />
            {list}
            <Actions
              workflow={workflow}
              onRun={() => setDialog('run')}
              onPublish={() => setDialog('publish')}
              onNode={(node) => go({ node })}
            />
          </TopBar>
        )}
      >
        <TabPanel value="build" className="flex min-h-0 flex-1 flex-col">
          {definition ? (
            <DefinitionRoom workflow={workflow} version={version} definition={definition} />
          ) : (
            <Skeleton rows={6} />
          )}
        </TabPanel>
        <TabPanel value="runs" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
          <WorkflowRuns workflowId={workflow.id} onRun={() => setDialog('run')} />
        </TabPanel>
        <TabPanel value="versions" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
          <VersionsTab workflow={workflow} onShow={(number) => go({ version: number })} />
        </TabPanel>
      </Tabs>
      {dialog === 'run' && <StartRunDialog workflow={workflow} onClose={() => setDialog(null)} />}
      {dialog === 'publish' && <PublishDialog workflow={workflow} onClose={() => setDialog(null)} />}
    </>
  );
}

/** Which state is looked at, and when it was saved. */
function Standing({ workflow, version }: { workflow: Workflow; version: number | undefined }) {
  const t = useText();
  const format = useFormat();
  const { publishedVersion, hasDraftChanges } = workflow;
  const words =
    version !== undefined
      ? `v${version}`
      : publishedVersion === null
        ? t('workflow.draft')
        : hasDraftChanges
          ? t('workflow.draftOf', { version: publishedVersion + 1 })
          : t('workflow.published', { version: publishedVersion });
  return (
    <span className="flex items-center gap-3 max-md:hidden">
      <Tag>{words}</Tag>
      <span className="text-meta text-fg-3" title={format.exact(workflow.updatedAt)}>
        {t('workflow.saved', { time: format.time(workflow.updatedAt) })}
      </span>
    </span>
  );
}

function Actions({
  workflow,
  onRun,
  onPublish,
  onNode,
}: {
  workflow: Workflow;
  onRun(): void;
  onPublish(): void;
  onNode(node: string): void;
}) {
  const t = useText();
  const mayRun = useMay('runs:start');
  const mayPublish = useMay('workflows:publish');
  const errors = workflow.problems.filter((problem) => problem.severity === 'error').length;
  const unpublished = workflow.publishedVersion === null;
  const nothing = !workflow.hasDraftChanges && !unpublished;
  return (
    <div className="ml-auto flex items-center gap-2 py-1.5">
      <ProblemsMenu workflow={workflow} onNode={onNode} />
      <Button
        size="sm"
        icon={Play}
        look={nothing ? 'ink' : 'outline'}
        offBecause={mayRun.why ?? (unpublished ? t('workflow.run.unpublished') : null)}
        onClick={onRun}
      >
        {t('workflow.run')}
      </Button>
      {!nothing && (
        <Button
          size="sm"
          look="ink"
          offBecause={mayPublish.why ?? (errors > 0 ? t('workflow.publish.problems', { count: errors }) : null)}
          onClick={onPublish}
        >
          {t('workflow.publish')}
        </Button>
      )}
    </div>
  );
}
