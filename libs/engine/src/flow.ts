import {
  effectOf,
  outsideOf,
  portsOf,
  retryDefaults,
  settingDefaults,
  type Definition,
  type Effect,
  type Kinds,
  type KindSpec,
  type Outside,
  type RetryPolicy,
  type WorkflowNode,
} from '#libs/workflow';

/** Where an edge leads. `port` is never absent here: the default port has been filled in. */
export interface FlowEdge {
  from: FlowNode;
  port: string;
  to: FlowNode;
}

export interface FlowNode {
  id: string;
  kind: string;
  role: KindSpec['role'];
  effect: Effect;
  outside: Outside;
  /** Place in its scope's arrays. */
  local: number;
  scope: FlowScope;
  ports: readonly string[];
  inbound: FlowEdge[];
  outbound: FlowEdge[];
  join: { mode: 'all' | 'any' | 'quorum'; n: number };
  retry: RetryPolicy;
  timeoutMs?: number;
  onError: 'fail' | 'continue' | 'branch';
  yieldsPlace: boolean;
  endsScope: boolean;
  /** Scope kinds: one item after the other, as long as the step says `more`. */
  repeats: boolean;
  /** Scope kinds alone: the body, and the configuration's own words where they are no expressions. */
  body?: FlowScope;
  concurrency?: number;
  onItemError: 'fail' | 'collect';
}

/** The root graph or the body of a map or loop: what is laid out again for every item. */
export interface FlowScope {
  /** The map or loop that opens it; undefined for the root. */
  owner?: FlowNode;
  nodes: FlowNode[];
  entries: FlowNode[];
  /** How many inbound edges each node has, by `local`. */
  inboundCounts: number[];
}

/** A definition, indexed once for any number of runs. Immutable. */
export interface Flow {
  byId: ReadonlyMap<string, FlowNode>;
  root: FlowScope;
  maxParallel: number;
  timeoutMs: number;
}

/**
 * Indexes a definition that `validate` found free of errors: edges, scopes, joins. Cache it by content hash.
 * @throws Error on an unknown kind, node or parent, which `validate` would have named.
 */
export function compile(definition: Definition, kinds: Kinds): Flow {
  const root: FlowScope = { nodes: [], entries: [], inboundCounts: [] };
  const byId = new Map<string, FlowNode>();
  for (const source of definition.nodes) byId.set(source.id, compileNode(source, kinds, root));
  for (const source of definition.nodes) place(source, byId, root);
  for (const edge of definition.edges) {
    const from = known(byId, edge.from);
    const to = known(byId, edge.to);
    const compiled = { from, port: edge.port ?? from.ports[0] ?? 'next', to };
    from.outbound.push(compiled);
    to.inbound.push(compiled);
  }
  for (const scope of [root, ...[...byId.values()].flatMap((node) => node.body ?? [])]) {
    scope.inboundCounts = scope.nodes.map((node) => node.inbound.length);
    scope.entries = scope.nodes.filter((node) => node.inbound.length === 0);
  }
  for (const node of byId.values()) clampQuorum(node);
  return { byId, root, ...settingDefaults, ...definition.settings };
}

function compileNode(source: WorkflowNode, kinds: Kinds, root: FlowScope): FlowNode {
  const kind = Object.hasOwn(kinds, source.kind) ? kinds[source.kind] : undefined;
  if (!kind) throw new Error(`Node ${source.id} has the unknown kind ${source.kind}`);
  const join = kind.join?.(source.config);
  const node: FlowNode = {
    id: source.id,
    kind: source.kind,
    role: kind.role,
    effect: effectOf(kind, source.config),
    outside: outsideOf(kind, source.config),
    local: -1,
    scope: root,
    ports: portsOf(kind, source),
    inbound: [],
    outbound: [],
    join: { mode: join?.mode ?? 'all', n: join?.n ?? Number.POSITIVE_INFINITY },
    retry: { ...retryDefaults, ...source.retry },
    timeoutMs: source.timeoutMs,
    onError: source.onError ?? 'fail',
    yieldsPlace: kind.yieldsPlace ?? false,
    endsScope: kind.endsScope ?? false,
    repeats: kind.repeats ?? false,
    concurrency: typeof source.config.concurrency === 'number' ? source.config.concurrency : undefined,
    onItemError: source.config.onItemError === 'collect' ? 'collect' : 'fail',
  };
  if (kind.role === 'scope') node.body = { owner: node, nodes: [], entries: [], inboundCounts: [] };
  return node;
}

function place(source: WorkflowNode, byId: Map<string, FlowNode>, root: FlowScope): void {
  const node = known(byId, source.id);
  const scope = source.parent === undefined ? root : known(byId, source.parent).body;
  if (!scope) throw new Error(`Node ${source.id} has the parent ${source.parent}, which has no body`);
  node.scope = scope;
  node.local = scope.nodes.push(node) - 1;
}

/** A quorum larger than the number of branches would never be reached; it means all of them. */
function clampQuorum(node: FlowNode): void {
  const { n } = node.join;
  node.join.n = Number.isInteger(n) && n >= 1 ? Math.min(n, node.inbound.length) : node.inbound.length;
}

function known(byId: Map<string, FlowNode>, id: string): FlowNode {
  const node = byId.get(id);
  if (!node) throw new Error(`There is no node ${id}`);
  return node;
}
