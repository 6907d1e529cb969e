import type { StepMeta } from '#libs/durable';
import type { FlowEvent, RunState } from '#libs/engine';
import type { Definition } from '#libs/workflow';
import { loadedOf, type LoadedFlow } from '../features/runs/flows.js';
import type { RunInput } from '../features/runs/run.entity.js';
import { scopePathOf, type Place } from '../features/runs/step-scope.js';

type Happened = FlowEvent extends infer E ? (E extends FlowEvent ? Omit<E, 'at'> : never) : never;

/** A run of a definition that a test tells: what happened, and what the steps gave. No database, no runner. */
export class ToldRun {
  readonly loaded: LoadedFlow;
  readonly outputs = new Map<string, unknown>();
  readonly metas = new Map<string, StepMeta & { attempts: number }>();
  /** Paths whose output was read. */
  readonly read: string[] = [];
  readonly input: RunInput;
  state: RunState;
  private at = 0;

  constructor(definition: Omit<Definition, 'schemaVersion'>, input: unknown = {}) {
    this.loaded = loadedOf({
      id: 'wfv_1',
      version: 1,
      contentHash: 'h',
      definition: { schemaVersion: 1, ...definition },
    });
    this.input = {
      input,
      trigger: { kind: 'trigger.api', node: 'start' },
      startedBy: { userId: null, name: 'API' },
      workflowId: 'wf_1',
      workflowName: 'Told',
      versionId: 'wfv_1',
      version: 1,
    };
    this.state = this.loaded.decider.initial();
    this.tell({ type: 'run.started' });
  }

  tell(event: Happened): this {
    ({ state: this.state } = this.loaded.decider.decide(this.state, { ...event, at: ++this.at } as FlowEvent));
    return this;
  }

  /** The step gives this output; for a map it is the list of its items. */
  gives(path: string, output: unknown, meta: StepMeta = {}): this {
    const node = this.loaded.flow.byId.get(path.slice(path.lastIndexOf('/') + 1));
    this.outputs.set(path, output);
    this.metas.set(path, { ...meta, attempts: 1 });
    const items = node?.body && Array.isArray(output) ? { items: output.length } : {};
    return this.tell({ type: 'step.succeeded', path, attempt: 1, ...items });
  }

  fails(path: string, code = 'TOOL_FAILED', message = 'it broke'): this {
    return this.tell({ type: 'step.failed', path, attempt: 1, error: { code, message, retry: 'never' } });
  }

  get values() {
    return {
      state: this.state,
      input: this.input,
      output: (path: string) => {
        this.read.push(path);
        return this.outputs.get(path);
      },
      meta: (path: string) => this.metas.get(path),
    };
  }

  /** Where the expressions of a step stand. */
  placeOf(path: string): Place {
    return {
      loaded: this.loaded,
      values: this.values,
      runId: 'run_1',
      runInput: this.input,
      at: Date.parse('2026-11-20T10:00:00Z'),
      scopePath: scopePathOf(path),
      path,
    };
  }

  /** A step's context as durable gives it. */
  contextOf(path: string) {
    return {
      ...this.values,
      runId: 'run_1',
      companyId: 'co_1',
      path,
      attempt: 1,
      generation: 1,
      key: `key of ${path}`,
      at: Date.parse('2026-11-20T10:00:00Z'),
      signal: new AbortController().signal,
      heartbeat: () => undefined,
    };
  }
}
