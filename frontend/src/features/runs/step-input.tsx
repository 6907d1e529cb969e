import { useQuery } from '@tanstack/react-query';
import type { Run, Step } from '#libs/contracts';
import type { Graph, GraphNode } from '../../builder/graph.js';
import { useText } from '../../text/text.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { Output } from './output.js';

/** What went into a step: its configuration with the values of this run, beside the configuration as written. */
export function StepInput({
  graph,
  node,
  run,
  path,
  steps,
}: {
  graph: Graph;
  node: GraphNode;
  run: Run;
  path: string;
  steps: readonly Step[];
}) {
  const t = useText();
  const resolved = useQuery({
    queryKey: ['run', run.id, 'input', path, steps.length],
    queryFn: async () => {
      const { resolveInput } = await import('./resolve-input.js');
      return resolveInput(node.node, { run, path, steps, nodes: graph.byId });
    },
    staleTime: Infinity,
    retry: false,
  });
  if (Object.keys(node.node.config).length === 0) return <p className="text-fg-3">{t('workflow.step.empty')}</p>;
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      <div className="min-w-0">
        {resolved.isPending ? (
          <Skeleton rows={2} />
        ) : resolved.error ? (
          <ErrorState title={t('error.title')} error={resolved.error} />
        ) : (
          <Output title={t('run.input.resolved')} value={resolved.data.value} none={t('run.input.unresolved')} />
        )}
        {resolved.data && resolved.data.unknown.length > 0 && (
          <p className="mt-1.5 text-meta text-fg-3">
            {t('run.input.unresolved')} <span className="font-mono">{resolved.data.unknown.join(', ')}</span>
          </p>
        )}
      </div>
      <Output title={t('run.input.config')} value={node.node.config} none="" />
    </div>
  );
}
