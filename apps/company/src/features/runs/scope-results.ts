/** What a scope gives: configurations resolved in it, results of its items, output of its end nodes. */
import { AppError } from '#libs/contracts';
import type { Flow, ItemView } from '#libs/engine';
import { ExpressionError, resolve } from '#libs/expressions';
import { pathText } from '#libs/platform/http';
import type { WorkflowNode } from '#libs/workflow';
import { scopeAt, type Place } from './step-scope.js';
import { outputOf } from './step-values.js';

/** @throws EXPRESSION_FAILED naming the field */
export function resolved(config: Record<string, unknown>, place: Place, except: readonly string[] = []): unknown {
  try {
    return resolve(config, scopeAt(place, config), { except });
  } catch (cause) {
    if (!(cause instanceof ExpressionError)) throw cause;
    const path = pathText(['config', ...cause.path]);
    throw new AppError(
      'EXPRESSION_FAILED',
      { detail: `${path}: ${cause.message}`, issues: [{ path, message: cause.message }] },
      { cause },
    );
  }
}

/** What the items of a scope give: `result` evaluated inside, else the output of the end nodes; the error of one that failed. */
export function itemResults(node: WorkflowNode, place: Place): (item: ItemView) => unknown {
  const { flow } = place.loaded;
  // One object for all items, because what it names is looked up once for each object.
  const ends = endNodesOf(flow, node.id);
  const wanted = 'result' in node.config ? { result: node.config['result'] } : undefined;
  return ({ status, error, path: scopePath }) => {
    if (status === 'failed')
      return { error: { code: error?.code ?? 'INTERNAL', message: error?.message ?? 'failed', step: error?.path } };
    const inside: Place = { ...place, scopePath };
    delete inside.path;
    return wanted ? (resolved(wanted, inside) as { result: unknown }).result : endsOf(flow, inside, ends);
  };
}

/** Ids of the nodes that no edge leaves, in the body of `owner`, or at the root. */
export const endNodesOf = (flow: Flow, owner?: string): string[] =>
  [...flow.byId.values()].flatMap((node) =>
    node.outbound.length === 0 && node.scope.owner?.id === owner ? [node.id] : [],
  );

/** Output of the end nodes as they stand in one scope: of the one, or of several by id. */
export function endsOf(
  flow: Flow,
  { values, scopePath }: Pick<Place, 'values' | 'scopePath'>,
  ends: string[],
): unknown {
  const at = (id: string) => outputOf(flow, values, scopePath === '' ? id : `${scopePath}/${id}`);
  if (ends.length === 1) return at(ends[0]!);
  return Object.fromEntries(ends.map((id) => [id, at(id)] as const).filter(([, output]) => output !== null));
}
