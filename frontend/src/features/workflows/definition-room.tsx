import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import type { Workflow } from '#libs/contracts';
import { usePhone } from '../../app/media.js';
import { usePaletteSteps } from '../../app/palette-steps.js';
import { useKeys } from '../../app/shortcuts.js';
import { Canvas } from '../../builder/canvas.js';
import { createCanvasStore } from '../../builder/canvas-store.js';
import { paletteSteps } from '../../builder/kinds.js';
import { useText } from '../../text/text.js';
import { Segmented } from '../../ui/segmented.js';
import { Dock } from '../runs/dock.js';
import { NodePane } from './node-pane.js';

/** The canvas of a draft or a version, and below it the chosen step as it is configured. */
export function DefinitionRoom({
  workflow,
  version,
  definition,
}: {
  workflow: Workflow;
  version: number | undefined;
  definition: Workflow['definition'];
}) {
  const t = useText();
  const phone = usePhone();
  const navigate = useNavigate();
  const { node: selected } = useSearch({ from: '/shell/workflows/$id' });
  const store = useMemo(createCanvasStore, []);
  useEffect(() => store.setState({ selected: selected ?? null }), [store, selected]);
  const actions = useMemo(
    () => ({
      select: (node: string | null) =>
        void navigate({
          to: '.',
          search: (before: Record<string, unknown>) => ({ ...before, node: node ?? undefined }),
          replace: true,
        } as never),
      pick: () => undefined,
    }),
    [navigate],
  );
  useKeys({ Escape: () => actions.select(null) });
  usePaletteSteps(useCallback(() => paletteSteps(definition, actions.select), [definition, actions]));
  const node = definition.nodes.find((one) => one.id === selected);
  const both = workflow.publishedVersion !== null && workflow.hasDraftChanges;
  const canvas = (
    <section aria-label={t('run.canvas')} className="relative min-h-0 flex-1 bg-canvas">
      <Canvas definition={definition} store={store} actions={actions} label={t('run.canvas')} footers={false} />
      {(both || version !== undefined) && (
        <div className="floating absolute top-3 left-3 z-(--z-panel) rounded-md p-0.75">
          <Segmented
            label={t('workflow.shows')}
            value={version === undefined ? 'draft' : 'published'}
            onChange={(shown) =>
              void navigate({
                to: '/workflows/$id',
                params: { id: workflow.id },
                search: shown === 'draft' ? {} : { version: version ?? 'published' },
                replace: true,
              })
            }
            options={[
              { value: 'draft', label: t('workflow.show.draft') },
              { value: 'published', label: version === undefined ? t('workflow.show.published') : `v${version}` },
            ]}
          />
        </div>
      )}
      {phone && (
        <p className="absolute right-3 bottom-3 rounded-md bg-raised px-2 py-1 text-meta text-fg-3 shadow-2">
          {t('workflow.wideScreen')}
        </p>
      )}
    </section>
  );
  if (!node) return canvas;
  const panel = (
    <NodePane
      definition={definition}
      node={node}
      problems={version === undefined ? workflow.problems.filter((problem) => problem.node === node.id) : []}
      onShow={actions.select}
    />
  );
  if (phone) return <div className="min-h-0 flex-1 overflow-auto">{panel}</div>;
  return <Dock above={canvas}>{panel}</Dock>;
}
