import type { Definition, WorkflowNode } from '#libs/workflow';

type NodePatch = Partial<Omit<WorkflowNode, 'id'>>;

/**
 * Writes a definition as text: `flow('start -> route', 'route:big -> sign', 'sign & log -> end')`. Nodes are made as they are met:
 * `start` is a manual trigger, a node that is left by named ports a `test.step` with those ports, all others a `test.step`.
 * A last argument that is an object changes nodes by id (`settings` sets the workflow's own); nodes named only there are added.
 */
export function flow(
  ...parts: (string | (Record<string, NodePatch> & { settings?: Definition['settings'] }))[]
): Definition {
  const nodes = new Map<string, WorkflowNode>();
  const edges: Definition['edges'] = [];
  const meet = (id: string): WorkflowNode => {
    const known = nodes.get(id) ?? { id, kind: id === 'start' ? 'trigger.manual' : 'test.step', config: {} };
    nodes.set(id, known);
    return known;
  };
  let settings: Definition['settings'];
  for (const part of parts) {
    if (typeof part === 'string') addLine(part, meet, edges);
    else {
      const { settings: given, ...patches } = part;
      settings = given;
      for (const [id, patch] of Object.entries(patches)) Object.assign(meet(id), patch);
    }
  }
  return { schemaVersion: 1, nodes: [...nodes.values()], edges, ...(settings && { settings }) };
}

function addLine(line: string, meet: (id: string) => WorkflowNode, edges: Definition['edges']): void {
  const stages = line.split('->').map((stage) => stage.split('&').map((name) => name.trim()));
  for (const stage of stages) for (const name of stage) meet(name.split(':')[0]!);
  for (let i = 0; i + 1 < stages.length; i++) {
    for (const source of stages[i]!) {
      const [from, port] = source.split(':') as [string, string | undefined];
      if (port !== undefined) addPort(meet(from), port);
      for (const to of stages[i + 1]!) edges.push({ from, ...(port !== undefined && { port }), to: to.split(':')[0]! });
    }
  }
}

function addPort(node: WorkflowNode, port: string): void {
  if (node.kind !== 'test.step' || port === 'error') return;
  const ports = (node.config.ports as string[] | undefined) ?? [];
  if (!ports.includes(port)) node.config = { ...node.config, ports: [...ports, port] };
}
