/** The panel of a step, in the dock. Long because it wires three panes, their tabs on a narrow screen, and the step's other settings. */
import { ChevronLeft, ChevronRight, Play, StepForward, X } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import type { WorkflowProblem } from '#libs/contracts';
import { inspectTemplate, type Scope } from '#libs/expressions';
import { namesAt, type Kinds, type WorkflowNode } from '#libs/workflow';
import { useMay } from '../../../app/may.js';
import { useMedia } from '../../../app/media.js';
import { describedKind, iconOf, kindOf, nameOf } from '../../../builder/kinds.js';
import { useDefinition, useEditor } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Button, IconButton } from '../../../ui/button.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Segmented } from '../../../ui/segmented.js';
import { Split } from '../../../ui/split.js';
import { Skeleton } from '../../../ui/states.js';
import { TabPanel, Tabs } from '../../../ui/tabs.js';
import { useChosenItems } from '../testing/chosen-items.js';
import { itemsOf, knownOutputs, scopeAt } from '../testing/scope-values.js';
import { useResults, useResultsOf } from '../testing/results.js';
import type { TestRoom } from '../testing/use-test-room.js';
import { ConfigForm } from './config-form.js';
import { InputPane } from './input-pane.js';
import { NotesForm } from './notes-form.js';
import { OutputPane } from './output-pane.js';
import { PaneHead } from './pane-head.js';
import { PanelContext, usePanel, type PanelContextValue } from './panel-context.js';
import { RetryForm } from './retry-form.js';
import { setAt } from './set-at.js';
import { TriggerInputs } from './trigger-inputs.js';

type Tab = 'config' | 'retry' | 'notes' | 'yaml';
/** Its reader of YAML comes when it is needed. */
const YamlForm = lazy(() => import('./yaml-form.js').then((module) => ({ default: module.YamlForm })));
/** Percent. */
const usualWidths = [27.5, 42.5, 30];
type Pane = 'input' | 'config' | 'output';
const surroundings = { kinds: nodeKinds as Kinds, parseExpression: inspectTemplate };

export function StepPanel({
  node,
  workflowId,
  problems,
  room,
}: {
  node: WorkflowNode;
  workflowId: string;
  problems: readonly WorkflowProblem[];
  room: TestRoom;
}) {
  const t = useText();
  const editor = useEditor();
  const definition = useDefinition();
  const [tab, setTab] = useState<Tab>('config');
  const index = definition.nodes.findIndex(({ id }) => id === node.id);
  const context = usePanelContext(node, workflowId, problems, room, index);
  const go = (by: number) => {
    const { length } = definition.nodes;
    editor.open(definition.nodes[(index + by + length) % length]?.id ?? null);
  };
  const trigger = kindOf(node.kind)?.role === 'trigger';
  return (
    <PanelContext value={context}>
      <section aria-label={t('panel.step', { name: nameOf(node) })} className="h-full">
        <Tabs<Tab>
          value={tab}
          onChange={setTab}
          label={t('workflow.step')}
          className="flex h-full flex-col"
          tabs={[
            { value: 'config', label: t('panel.configure') },
            ...(trigger ? [] : [{ value: 'retry' as const, label: t('workflow.step.retry') }]),
            { value: 'notes', label: t('workflow.step.notes') },
            { value: 'yaml', label: t('panel.yaml') },
          ]}
          bar={(list) => (
            <div className="flex min-h-13 shrink-0 flex-wrap items-stretch gap-x-2.5 border-b border-line px-4">
              <div className="flex min-w-0 items-center gap-2.5">
                <KindTile kind={node.kind} icon={iconOf(node.kind)} />
                <NameField node={node} />
                <span className="font-mono text-meta text-fg-3 max-lg:hidden">{node.kind}</span>
              </div>
              {list}
              <div className="ml-auto flex items-center gap-1 text-meta text-fg-3">
                <span className="mr-1 whitespace-nowrap tabular-nums max-lg:hidden">
                  {t('workflow.step.of', { n: index + 1, count: definition.nodes.length })}
                </span>
                <IconButton size="sm" icon={ChevronLeft} label={t('do.previous')} onClick={() => go(-1)} />
                <IconButton size="sm" icon={ChevronRight} label={t('do.next')} onClick={() => go(1)} />
                <span aria-hidden className="mx-1 h-4.5 w-px bg-line" />
                <TestButtons node={node} room={room} />
                <IconButton size="sm" icon={X} label={t('do.close')} onClick={() => editor.open(null)} />
              </div>
            </div>
          )}
        >
          <TabPanel value="config" className="min-h-0 flex-1">
            <Panes room={room} />
          </TabPanel>
          <TabPanel value="retry" className="min-h-0 flex-1 overflow-auto px-4 py-4">
            <RetryForm node={node} />
          </TabPanel>
          <TabPanel value="notes" className="min-h-0 flex-1 overflow-auto px-4 py-4">
            <NotesForm node={node} />
          </TabPanel>
          <TabPanel value="yaml" className="min-h-0 flex-1 overflow-auto px-4 py-4">
            <Suspense fallback={<Skeleton rows={4} />}>
              <YamlForm key={node.id} node={node} />
            </Suspense>
          </TabPanel>
        </Tabs>
      </section>
    </PanelContext>
  );
}

/** Input, configuration and output side by side; on a narrow screen one of them. */
function Panes({ room }: { room: TestRoom }) {
  const t = useText();
  const narrow = useMedia('(max-width: 1023px)');
  const [pane, setPane] = useState<Pane>('config');
  const panes: Record<Pane, React.ReactNode> = {
    input: <InputPane />,
    config: <ConfigPane />,
    output: <OutputPane room={room} />,
  };
  if (!narrow)
    return (
      <Split name="step" usual={usualWidths} labels={[t('panel.resize.input'), t('panel.resize.output')]}>
        {[panes.input, panes.config, panes.output]}
      </Split>
    );
  return (
    <div className="flex h-full flex-col">
      <div className="shrink-0 px-4 pt-2">
        <Segmented<Pane>
          label={t('panel.panes')}
          value={pane}
          onChange={setPane}
          options={[
            { value: 'input', label: t('panel.input') },
            { value: 'config', label: t('workflow.step.config') },
            { value: 'output', label: t('panel.output') },
          ]}
        />
      </div>
      <div className="grid min-h-0 flex-1">{panes[pane]}</div>
    </div>
  );
}

function ConfigPane() {
  const t = useText();
  const editor = useEditor();
  const { node } = usePanel();
  const does = describedKind(node.kind);
  return (
    <section aria-label={t('workflow.step.config')} className="flex min-h-0 flex-col">
      <PaneHead title={t('workflow.step.config')} />
      <div className="min-h-0 flex-1 overflow-auto px-4 pb-6" data-scrolls>
        {does && <p className="mb-3.5 text-fg-3">{does}.</p>}
        <div key={node.id} className="grid gap-3.5">
          <ConfigForm />
          {(node.kind === 'trigger.manual' || node.kind === 'trigger.api' || node.kind === 'trigger.webhook') && (
            <TriggerInputs editor={editor} />
          )}
        </div>
      </div>
    </section>
  );
}

function TestButtons({ node, room }: { node: WorkflowNode; room: TestRoom }) {
  const t = useText();
  const may = useMay('workflows:test');
  const busy = useResults((state) => state.busy.has(node.id));
  if (kindOf(node.kind)?.role === 'trigger') return null;
  return (
    <>
      <IconButton
        size="sm"
        icon={StepForward}
        label={`${t('builder.testUpTo')} (Shift T)`}
        off={!may.ok || busy}
        onClick={() => void room.testUpTo(node.id)}
      />
      <Button
        size="sm"
        icon={Play}
        keys="T"
        offBecause={may.why}
        busy={busy && t('panel.testing')}
        onClick={() => void room.test(node.id)}
      >
        {t('builder.test')}
      </Button>
    </>
  );
}

function NameField({ node }: { node: WorkflowNode }) {
  const t = useText();
  const editor = useEditor();
  return (
    <h2 className="min-w-0 text-head">
      <input
        aria-label={t('panel.name')}
        value={node.name ?? ''}
        maxLength={200}
        placeholder={nameOf({ ...node, name: undefined })}
        onChange={(event) =>
          editor.tryEdit(
            { type: 'update', id: node.id, patch: { name: event.target.value || null } },
            `${node.id} name`,
          )
        }
        className="field-sizing-content h-8 max-w-70 min-w-24 truncate rounded-xs bg-transparent font-semibold placeholder:text-fg hover:bg-hover"
      />
    </h2>
  );
}

function usePanelContext(
  node: WorkflowNode,
  workflowId: string,
  problems: readonly WorkflowProblem[],
  room: TestRoom,
  index: number,
): PanelContextValue {
  const editor = useEditor();
  const definition = useDefinition();
  const results = useResultsOf(workflowId);
  const itemAt = useChosenItems(workflowId);
  const { values } = room.samples;
  return useMemo(() => {
    const known = knownOutputs(values, results);
    const [scope, lateScope] = [false, true].map((late) => scopeAt(definition, node.id, known, late, itemAt)) as [
      Scope,
      Scope,
    ];
    const items = node.parent === undefined ? undefined : itemsOf(definition, node.parent, known, itemAt);
    const nothing = { input: {}, steps: [], item: undefined, hasError: false };
    const namesOf = (late: boolean) => ({
      names: namesAt(definition, node.id, surroundings, late) ?? nothing,
      valueAt: (path: readonly string[]) =>
        path.reduce<unknown>(
          (at, part) => (at !== null && typeof at === 'object' ? (at as Record<string, unknown>)[part] : undefined),
          late ? lateScope : scope,
        ),
    });
    return {
      workflowId,
      node,
      index,
      problems: problems.filter((problem) => problem.node === node.id),
      names: namesOf(false),
      lateNames: namesOf(true),
      scope,
      lateScope,
      set(path, value) {
        const now = editor.definition.nodes.find(({ id }) => id === node.id);
        if (!now) return;
        const config = (setAt(now.config, path, value) ?? {}) as WorkflowNode['config'];
        editor.tryEdit({ type: 'update', id: node.id, patch: { config } }, `${node.id} ${path.join('.')}`);
      },
      onShow: (id) => editor.open(id),
      items:
        node.parent !== undefined && items && items.length > 0
          ? { scope: node.parent, count: items.length, index: itemAt(node.parent, items.length) }
          : undefined,
    };
  }, [definition, node, workflowId, problems, results, values, editor, index, itemAt]);
}
