/** The page of a workflow. Long because its top bar and its tabs share one state. */
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Play, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import { getVersion, getWorkflow, type Workflow, type WorkflowProblem } from '#libs/contracts';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { usePhone } from '../../app/media.js';
import { Crumbs, Page, TopBar } from '../../app/page.js';
import { commandKey } from '../../app/shortcuts.js';
import { useTitle } from '../../app/title.js';
import { preloadLayout } from '../../builder/canvas.js';
import { useFormat, useText } from '../../text/text.js';
import { Tag } from '../../ui/badge.js';
import { Button, IconButton } from '../../ui/button.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { TabPanel, Tabs } from '../../ui/tabs.js';
import { BuildRoom } from './build-room.js';
import { ChatTab } from './chat-tab.js';
import { DefinitionRoom } from './definition-room.js';
import { SaveBadge } from './draft/save-badge.js';
import { useDraft, useProblems, type Draft } from './draft/use-draft.js';
import { MoreMenu } from './more-menu.js';
import { CompareRoom } from './compare/compare-room.js';
import { ProblemsMenu } from './problems-menu.js';
import { PublishDialog } from './publish-dialog.js';
import { SettingsTab } from './settings-tab.js';
import { StartRunDialog } from './start-run-dialog.js';
import { VersionsTab } from './versions-tab.js';
import { WorkflowRuns } from './workflow-runs.js';

type Tab = 'build' | 'chat' | 'runs' | 'versions' | 'settings';

preloadLayout();

/** A workflow: its canvas, its runs, its versions, its settings. */
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
  const phone = usePhone();
  const may = useMay('workflows:write');
  const editable = may.ok && !phone;
  const draft = useDraft(workflow, editable);
  if (draft && editable)
    return <EditedRoom workflow={workflow} version={version} definition={definition} draft={draft} />;
  if (editable) return <Skeleton rows={8} />;
  return <Frame workflow={workflow} version={version} definition={definition} problems={workflow.problems} />;
}

interface RoomProps {
  workflow: Workflow;
  version: number | undefined;
  definition: Workflow['definition'] | undefined;
}

function EditedRoom({ draft, ...rest }: RoomProps & { draft: Draft }) {
  const problems = useProblems(draft);
  return <Frame {...rest} draft={draft} problems={problems} />;
}

function Frame({
  workflow,
  version,
  definition,
  draft,
  problems,
}: RoomProps & { draft?: Draft; problems: readonly WorkflowProblem[] }) {
  const t = useText();
  const navigate = useNavigate();
  const { tab, compare } = useSearch({ from: '/shell/workflows/$id' });
  const [dialog, setDialog] = useState<'run' | 'publish' | null>(null);
  const go = (search: Search) =>
    void navigate({ to: '/workflows/$id', params: { id: workflow.id }, search, replace: true });
  const run = useCallback(() => setDialog('run'), []);
  const talks = workflow.definition.nodes.some(({ kind }) => kind === 'trigger.chat');
  const building = draft !== undefined && version === undefined && compare === undefined;
  const showNode = (node: string) => {
    if (!building) return go({ node });
    draft.editor.open(node);
  };
  const publish = () => {
    void (async () => {
      if (draft && !(await draft.autosave.flush())) return;
      if (workflow.publishedVersion === null) setDialog('publish');
      else go({ compare: `${workflow.publishedVersion}..draft` });
    })();
  };
  return (
    <>
      <Tabs<Tab>
        value={tab ?? 'build'}
        onChange={(next) => go(next === 'build' ? { version } : { tab: next, version })}
        label={workflow.name}
        className="flex h-full flex-col bg-surface"
        listClassName="max-sm:order-last max-sm:h-11 max-sm:w-full"
        tabs={[
          { value: 'build', label: t('workflow.tab.build') },
          ...(talks ? [{ value: 'chat' as const, label: t('workflow.tab.chat') }] : []),
          { value: 'runs', label: t('workflow.tab.runs') },
          { value: 'versions', label: t('workflow.tab.versions'), count: workflow.publishedVersion ?? undefined },
          ...(draft ? [{ value: 'settings' as const, label: t('workflow.tab.settings') }] : []),
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
            <Standing workflow={workflow} version={version} draft={building ? draft : undefined} />
            {list}
            <div className="ml-auto flex items-center gap-2 py-1.5">
              <ProblemsMenu definition={workflow.definition} problems={problems} onNode={showNode} />
              {building && <UndoButtons draft={draft} />}
              <MoreMenu workflow={workflow} draft={draft} />
              <Actions
                workflow={workflow}
                problems={problems}
                onRun={run}
                onPublish={compare === undefined ? publish : undefined}
              />
            </div>
          </TopBar>
        )}
      >
        <TabPanel value="build" className="flex min-h-0 flex-1 flex-col focus-visible:shadow-none">
          {compare !== undefined ? (
            <CompareRoom workflow={workflow} compare={compare} onClose={() => go({})} />
          ) : building ? (
            <BuildRoom workflow={workflow} draft={draft} problems={problems} onRun={run} />
          ) : definition ? (
            <DefinitionRoom workflow={workflow} version={version} definition={definition} />
          ) : (
            <Skeleton rows={6} />
          )}
        </TabPanel>
        {talks && (
          <TabPanel value="chat" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
            <ChatTab workflow={workflow} />
          </TabPanel>
        )}
        <TabPanel value="runs" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
          <WorkflowRuns workflowId={workflow.id} onRun={run} />
        </TabPanel>
        <TabPanel value="versions" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
          <VersionsTab
            workflow={workflow}
            onShow={(number) => go({ version: number })}
            onCompare={(versions) => go({ compare: versions })}
          />
        </TabPanel>
        {draft && (
          <TabPanel value="settings" className="min-h-0 flex-1 overflow-auto bg-canvas px-4 py-6 sm:px-8">
            <SettingsTab workflow={workflow} draft={draft} />
          </TabPanel>
        )}
      </Tabs>
      {dialog === 'run' && <StartRunDialog workflow={workflow} onClose={() => setDialog(null)} />}
      {dialog === 'publish' && <PublishDialog workflow={workflow} onClose={() => setDialog(null)} />}
    </>
  );
}

interface Search {
  tab?: Exclude<Tab, 'build'>;
  version?: 'published' | number | undefined;
  node?: string;
  compare?: string;
}

function UndoButtons({ draft }: { draft: Draft }) {
  const t = useText();
  const { editor } = draft;
  const [past, future] = [
    useStore(editor.store, (state) => state.history.past.length > 0),
    useStore(editor.store, (state) => state.history.future.length > 0),
  ];
  const control = commandKey();
  return (
    <span className="flex items-center max-lg:hidden">
      <IconButton
        size="sm"
        icon={Undo2}
        off={!past}
        label={`${t('builder.undo')} (${control} Z)`}
        onClick={editor.undo}
      />
      <IconButton
        size="sm"
        icon={Redo2}
        off={!future}
        label={`${t('builder.redo')} (${control} Shift Z)`}
        onClick={editor.redo}
      />
    </span>
  );
}

/** Which state is looked at, and whether it is saved. */
function Standing({
  workflow,
  version,
  draft,
}: {
  workflow: Workflow;
  version: number | undefined;
  draft: Draft | undefined;
}) {
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
      {draft ? (
        <SaveBadge draft={draft} workflow={workflow} />
      ) : (
        <span className="text-meta text-fg-3" title={format.exact(workflow.updatedAt)}>
          {t('workflow.saved', { time: format.time(workflow.updatedAt) })}
        </span>
      )}
    </span>
  );
}

function Actions({
  workflow,
  problems,
  onRun,
  onPublish,
}: {
  workflow: Workflow;
  problems: readonly WorkflowProblem[];
  onRun(): void;
  /** Left out where the page itself publishes. */
  onPublish: (() => void) | undefined;
}) {
  const t = useText();
  const mayRun = useMay('runs:start');
  const mayPublish = useMay('workflows:publish');
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const unpublished = workflow.publishedVersion === null;
  const nothing = !workflow.hasDraftChanges && !unpublished;
  return (
    <>
      <Button
        size="sm"
        icon={Play}
        look={nothing ? 'ink' : 'outline'}
        offBecause={mayRun.why ?? (unpublished ? t('workflow.run.unpublished') : null)}
        onClick={onRun}
      >
        {t('workflow.run')}
      </Button>
      {!nothing && onPublish && (
        <Button
          size="sm"
          look="ink"
          offBecause={mayPublish.why ?? (errors > 0 ? t('workflow.publish.problems', { count: errors }) : null)}
          onClick={onPublish}
        >
          {t('workflow.publish')}
        </Button>
      )}
    </>
  );
}
