/** What a rerun keeps, runs again and repeats, and whether it can be. Pure: the same for the preflight and the rerun itself. */
import type { RerunPlan } from '#libs/contracts';
import { carry, stepViews, type Carrying, type RunState, type StepView } from '#libs/engine';
import { inspectTemplate } from '#libs/expressions';
import { canonicalJson, textsOf, type WorkflowNode } from '#libs/workflow';
import type { LoadedFlow } from './flows.js';

type Problem = RerunPlan['problems'][number];
const listed = 1000;

export interface RerunRequest {
  fromStep?: string | undefined;
  input?: unknown;
  version?: number | undefined;
}

export interface Rerun {
  plan: RerunPlan;
  /** Undefined when it begins at the beginning. */
  carrying?: Carrying;
}

/** Undefined when there is no such step in the run. */
export function planRerun(
  state: RunState,
  old: LoadedFlow,
  target: LoadedFlow,
  { fromStep, isInputEdited }: { fromStep: string | undefined; isInputEdited: boolean },
): Rerun | undefined {
  const carrying = fromStep === undefined ? undefined : carry(old.flow, state, fromStep);
  if (fromStep !== undefined && !carrying) return undefined;
  const kept = new Set(carrying?.kept);
  const views = stepViews(old.flow, state);
  const isStep = ({ node }: StepView) => old.flow.byId.get(node)?.role !== 'trigger';
  const again = views.filter((view) => !kept.has(view.path) && view.status !== 'skipped' && isStep(view));
  const isKept = ({ path, status }: StepView) => kept.has(path) && status === 'succeeded';
  const problems = carrying ? problemsOf(old, target, carrying, fromStep!, isInputEdited) : [];
  const repeats = again.flatMap((view) => {
    const effect = (target.flow.byId.get(view.node) ?? old.flow.byId.get(view.node))?.effect;
    return view.startedAt === undefined || effect === undefined || effect === 'pure'
      ? []
      : [{ ...stepOf(view), effect }];
  });
  const plan = {
    version: target.version,
    keeps: listOf(views.filter(isKept)),
    again: listOf(again),
    repeats: repeats.slice(0, listed),
    problems,
  };
  return { plan, ...(carrying ? { carrying } : {}) };
}

const stepOf = ({ path, node, kind }: StepView) => ({ path, node, kind });
const listOf = (views: StepView[]) => ({ count: views.length, steps: views.slice(0, listed).map(stepOf) });

function problemsOf(
  old: LoadedFlow,
  target: LoadedFlow,
  { kept, open }: Carrying,
  fromStep: string,
  isInputEdited: boolean,
): Problem[] {
  const nodes = new Set([...kept, ...open.map(({ path }) => path)].map(nodeOf));
  const problems =
    old === target ? [] : [...nodes, nodeOf(fromStep)].flatMap((id) => changeOf(old, target, id, nodes.has(id)));
  const read = isInputEdited ? [...nodes].filter((id) => readsInput(old.nodes.get(id))) : [];
  return [
    ...problems,
    ...read.map((node): Problem => ({
      code: 'INPUT_READ',
      severity: 'warning',
      node,
      message: `${node} keeps the result that it made from the old input`,
    })),
  ];
}

const nodeOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A result may be kept where the step is still the same: its kind, configuration and place, and what leads to it. */
function changeOf(old: LoadedFlow, target: LoadedFlow, id: string, keepsResult: boolean): Problem[] {
  const [before, now] = [old.nodes.get(id), target.nodes.get(id)];
  if (!before || !now || before.parent !== now.parent) {
    const message = `Version ${target.version} has no step ${id}${before?.parent === undefined ? '' : ` in ${before.parent}`}`;
    return [{ code: 'STEP_MISSING', severity: 'error', node: id, message }];
  }
  if (!keepsResult || facts(old, before) === facts(target, now)) return [];
  const message = `${id} is another one in version ${target.version}, so its result cannot be kept: begin at it or before it`;
  return [{ code: 'STEP_CHANGED', severity: 'error', node: id, message }];
}

function facts({ flow }: LoadedFlow, { id, kind, config, onError = 'fail' }: WorkflowNode): string {
  const inbound = flow.byId.get(id)!.inbound.map(({ from, port }) => `${from.id}:${port}`);
  return canonicalJson([kind, config, onError, inbound.sort()]);
}

const readsInput = (node: WorkflowNode | undefined): boolean =>
  textsOf(node?.config).some(({ text }) =>
    inspectTemplate(text).expressions.some(({ references }) => references.roots.includes('input')),
  );
