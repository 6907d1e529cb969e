/**
 * The execution semantics once more, as plainly as they can be put: after each event everything is worked out anew from what is known
 * of each step, by looking at all of it. Slow, and for comparison alone. Imports nothing of the engine.
 *
 * Which of several ready steps starts first is not prescribed: `allow` takes the starts that were seen and says whether they were
 * allowed, and whether one was left out that should have been made.
 *
 * Longer than other files because the point is to have the whole meaning in one place.
 */
import { effectOf, portsOf, type Definition, type Kinds, type WorkflowNode } from '#libs/workflow';

type Wait = { until?: number; signal?: string; reply?: boolean; child?: string; answer?: boolean; deadline?: number };
type Failure = { code: string; retry: string; retryAfterMs?: number; uncertain?: boolean; path?: string };
// Loose on purpose: the wire shape of an event, whatever its sort.
export interface ReferenceEvent {
  type: string;
  at: number;
  path?: string;
  attempt?: number;
  [field: string]: unknown;
}

interface Known {
  status:
    'ready' | 'running' | 'backoff' | 'waiting' | 'open' | 'unknown' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';
  attempt: number;
  generation: number;
  /** Attempts under the present policy count from here. */
  since: number;
  phase: 'run' | 'collect' | 'check';
  port?: string;
  wait?: Wait;
  timers: Set<string>;
  /** The start of its effect is known. */
  started?: boolean;
  /** Cancelled, and what became of its effect is not known. */
  doubt?: boolean;
  items?: { count: number; concurrency: number; collects: boolean; most?: number };
}

interface CarriedScope {
  path: string;
  outcome?: 'succeeded' | 'failed' | 'cancelled';
  error?: Failure;
  steps: Record<
    string,
    {
      mode: Known['status'];
      attempt: number;
      port?: string;
      items?: { count: number; limit?: number; concurrency: number; onItemError: string };
    }
  >;
}

interface Scope {
  path: string;
  owner?: string;
  item: number;
  hasPlace: boolean;
  /** Since when it wants a place, in events; undefined: it does not. */
  wants?: number;
  outcome?: 'succeeded' | 'failed' | 'cancelled';
  failure?: Failure;
}

const over = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);

export class ReferenceInterpreter {
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' = 'queued';
  paused = false;
  failure?: Failure;
  private readonly steps = new Map<string, Known>();
  private readonly scopes = new Map<string, Scope>();
  private readonly nodes: Map<string, WorkflowNode>;
  private readonly seen = new Set<string>();
  private early: { name: string; id: string }[] = [];
  private waiting: { name: string; path: string; attempt: number }[] = [];
  private now = 0;
  private turn = 0;

  constructor(
    private readonly definition: Definition,
    private readonly kinds: Kinds,
  ) {
    this.nodes = new Map(definition.nodes.map((node) => [node.id, node]));
  }

  /** What happened. Returns nothing: ask for statuses, and hand the starts that followed to `allow`. */
  apply(event: ReferenceEvent): void {
    if (this.isOver() && !(event.type === 'run.retryRequested' && this.status === 'failed')) return;
    this.now = event.at;
    this.turn++;
    this.happen(event);
    while (!this.isOver() && (this.settleReadiness() || this.settleScopes() || this.settlePlaces()));
  }

  /** Problems with the steps that were started after the last event; empty when all is well. */
  allow(started: readonly string[]): string[] {
    const problems: string[] = [];
    for (const path of started) {
      const step = this.steps.get(path);
      if (step?.status !== 'ready' || !this.scopeOf(path)?.hasPlace) problems.push(`${path} must not start`);
      else if (this.paused) problems.push(`${path} starts while paused`);
      else step.status = 'running';
    }
    const running = [...this.steps.values()].filter((step) => step.status === 'running').length;
    const most = this.definition.settings?.maxParallel ?? 16;
    if (running > most) problems.push(`${running} steps run, of ${most}`);
    const left = [...this.steps]
      .filter(([path, step]) => step.status === 'ready' && this.scopeOf(path)?.hasPlace)
      .map(([path]) => path);
    if (!this.isOver() && !this.paused && running < most && left.length > 0)
      problems.push(`${left.join(', ')} should have started`);
    return problems;
  }

  statuses(): Record<string, string> {
    const statuses: Record<string, string> = {};
    for (const scope of this.scopes.values()) {
      for (const node of this.bodyOf(scope)) {
        const path = join(scope.path, node.id);
        const status = this.steps.get(path)?.status ?? (scope.outcome ? 'cancelled' : 'pending');
        statuses[path] =
          status === 'ready' ? 'pending' : status === 'backoff' ? 'waiting' : status === 'open' ? 'running' : status;
      }
    }
    return statuses;
  }

  /** Names of the timers that are set, as `path/timer`. */
  timers(): string[] {
    if (this.isOver() || this.status === 'queued') return [];
    return [
      '/run',
      ...[...this.steps].flatMap(([path, step]) => [...step.timers].map((timer) => `${path}/${timer}`)),
    ].sort();
  }

  private isOver = (): boolean => over.has(this.status);

  private happen(event: ReferenceEvent): void {
    const { path = '', attempt } = event;
    if (event.type === 'run.started' && this.status === 'queued')
      return event.carried
        ? this.carryOn(event.carried as CarriedScope[])
        : this.begin(event.trigger as string | undefined);
    if (event.type === 'run.cancelRequested') return this.finish('cancelled');
    if (event.type === 'run.retryRequested') return this.retry(event.path);
    if (event.type === 'run.pauseRequested') this.paused = true;
    if (event.type === 'run.resumeRequested') this.paused = false;
    if (event.type === 'signal.received') return this.signal(event.name as string, event.signalId as string);
    if (event.type === 'timer.fired' && path === '') {
      if (event.timer === 'run' && this.status === 'running')
        this.finish('failed', { code: 'RUN_TIMED_OUT', retry: 'never' });
      return;
    }
    const step = this.steps.get(path);
    if (!step || this.scopeOf(path)?.outcome) return;
    if (event.type === 'step.settled') return this.settle(path, step, event);
    if (attempt === undefined && event.generation === undefined) return;
    if (attempt !== undefined && attempt !== step.attempt) return;
    if (event.generation !== undefined && event.generation !== step.generation) return;
    const isLive = step.status === 'running' || step.status === 'waiting' || step.status === 'unknown';
    if (event.type === 'step.succeeded' && isLive) this.succeed(path, step, event);
    if (event.type === 'step.resolved' && isLive)
      this.end(step, 'succeeded', (event.port as string | undefined) ?? this.firstPort(path));
    if (event.type === 'step.failed' && isLive) this.fail(path, step, event.error as Failure);
    if (event.type === 'step.suspended' && step.status === 'running') this.suspend(path, step, event.wait as Wait);
    if (event.type === 'step.granted' && step.status === 'waiting' && step.wait?.answer) {
      // The attempt that asked was none.
      step.since++;
      this.repeat(step);
    }
    if (event.type === 'step.started' && step.status === 'running') step.started = true;
    if (event.type === 'step.unknown' && step.status === 'running') this.doubt(step);
    if (event.type === 'timer.fired' && step.timers.delete(event.timer as string))
      this.fire(path, step, event.timer as string);
  }

  private begin(trigger?: string): void {
    this.status = 'running';
    this.scopes.set('', { path: '', item: -1, hasPlace: true });
    const triggers = this.definition.nodes.filter((node) => this.kind(node.id).role === 'trigger');
    const fired = triggers.find((node) => node.id === trigger) ?? triggers[0];
    for (const node of triggers) {
      const step = this.enter(node.id);
      if (node === fired) this.end(step, 'succeeded', this.firstPort(node.id));
      else this.end(step, 'skipped');
    }
  }

  /** The run begins where another one stood. */
  private carryOn(carried: readonly CarriedScope[]): void {
    this.status = 'running';
    for (const { path, outcome, error, steps } of carried) {
      const owner = path === '' ? undefined : path.slice(0, path.lastIndexOf('['));
      const item = path === '' ? -1 : Number(path.slice(path.lastIndexOf('[') + 1, -1));
      const hasPlace = path === '';
      this.scopes.set(path, {
        path,
        ...(owner !== undefined && { owner }),
        item,
        hasPlace,
        ...(outcome && { outcome }),
        ...(error && { failure: error }),
      });
      for (const [id, { mode, attempt, port, items }] of Object.entries(steps)) {
        const step = this.enter(join(path, id));
        Object.assign(step, { status: mode, attempt, since: attempt, ...(port !== undefined && { port }) });
        if (items)
          step.items = {
            count: items.count,
            concurrency: items.concurrency,
            collects: items.onItemError === 'collect',
            most: items.limit ?? 0,
          };
      }
    }
  }

  private succeed(path: string, step: Known, event: ReferenceEvent): void {
    const kind = this.kind(path);
    if (kind.role === 'scope' && step.phase === 'run' && step.status === 'running') {
      const count = Number(event.items ?? 0);
      if (kind.repeats) return this.beginLoop(path, step, count, event);
      if (count > 10_000) return this.failForGood(path, step, { code: 'LIMIT_EXCEEDED', retry: 'never' });
      const { config } = this.node(path);
      const concurrency = Number(
        event.concurrency ?? config.concurrency ?? this.definition.settings?.maxParallel ?? 16,
      );
      step.status = 'open';
      step.items = { count, concurrency, collects: (event.onItemError ?? config.onItemError) === 'collect' };
      return;
    }
    if (kind.repeats && step.phase === 'check' && step.status === 'running') return this.goRound(path, step, event);
    const stop = (event.stop as 'succeeded' | 'failed' | undefined) ?? (kind.endsScope ? 'succeeded' : undefined);
    this.end(step, 'succeeded', (event.port as string | undefined) ?? this.firstPort(path));
    if (stop)
      this.close(this.scopeOf(path)!, stop, stop === 'failed' ? { code: 'RUN_STOPPED', retry: 'never' } : undefined);
  }

  private beginLoop(path: string, step: Known, most: number, event: ReferenceEvent): void {
    if (most > 10_000) return this.failForGood(path, step, { code: 'LIMIT_EXCEEDED', retry: 'never' });
    const collects = (event.onItemError ?? this.node(path).config.onItemError) === 'collect';
    step.items = { count: 0, concurrency: 1, collects, most };
    this.goRound(path, step, event);
  }

  /** One iteration more, or the end; one more than the loop may make is an error. */
  private goRound(path: string, step: Known, event: ReferenceEvent): void {
    const items = step.items!;
    if (event.more !== true)
      return this.end(step, 'succeeded', (event.port as string | undefined) ?? this.firstPort(path));
    if (items.count >= items.most!) return this.failForGood(path, step, { code: 'LIMIT_EXCEEDED', retry: 'never' });
    items.count++;
    step.status = 'open';
    step.phase = 'run';
    step.timers.clear();
  }

  private fail(path: string, step: Known, error: Failure): void {
    const node = this.node(path);
    const inDoubt = error.uncertain === true || error.code === 'STEP_TIMED_OUT' || error.code === 'STEP_CRASHED';
    if (effectOf(this.kind(path), node.config) === 'effectful' && inDoubt) return this.doubt(step);
    const { maxAttempts = 1, initialMs = 500, neverOn = [] } = node.retry ?? {};
    if (error.retry === 'never' || step.attempt - step.since >= maxAttempts || neverOn.includes(error.code))
      return this.failForGood(path, step, error);
    step.timers.clear();
    delete step.wait;
    step.status = 'backoff';
    // Jitter never makes a pause of nothing out of one that is something, at these sizes.
    if (initialMs === 0 && !(error.retry === 'after' && (error.retryAfterMs ?? 0) > 0)) this.repeat(step);
    else step.timers.add('retry');
  }

  private failForGood(path: string, step: Known, error: Failure): void {
    const { onError = 'fail' } = this.node(path);
    for (const scope of this.itemsOf(path)) this.cancel(scope);
    if (onError === 'continue') this.end(step, 'failed', this.firstPort(path));
    else if (onError === 'branch') this.end(step, 'failed', 'error');
    else {
      this.end(step, 'failed');
      this.close(this.scopeOf(path)!, 'failed', { path, ...error });
    }
  }

  private doubt(step: Known): void {
    delete step.wait;
    step.doubt = false;
    step.status = 'unknown';
    step.timers = new Set(['deadline']);
  }

  private settle(path: string, step: Known, event: ReferenceEvent): void {
    if (step.status !== 'unknown' || (event.generation !== undefined && event.generation !== step.generation)) return;
    if (event.decision === 'happened')
      this.end(step, 'succeeded', (event.port as string | undefined) ?? this.firstPort(path));
    if (event.decision === 'fail') this.failForGood(path, step, { code: 'STEP_UNKNOWN', retry: 'never' });
    if (event.decision === 'repeat') {
      step.generation++;
      step.since = step.attempt;
      this.repeat(step);
    }
  }

  private suspend(path: string, step: Known, wait: Wait): void {
    if (wait.until !== undefined && wait.until <= this.now) return this.end(step, 'succeeded', this.firstPort(path));
    const early = this.early.findIndex((signal) => signal.name === wait.signal);
    if (wait.signal !== undefined && early >= 0) {
      this.early.splice(early, 1);
      return this.end(step, 'succeeded', this.firstPort(path));
    }
    step.status = 'waiting';
    step.wait = wait;
    if (wait.until !== undefined) step.timers.add('until');
    if (wait.deadline !== undefined || wait.until === undefined) step.timers.add('deadline');
    if ((wait.reply || wait.child !== undefined) && this.node(path).timeoutMs !== undefined) step.timers.add('timeout');
    if (wait.signal !== undefined) this.waiting.push({ name: wait.signal, path, attempt: step.attempt });
  }

  private fire(path: string, step: Known, timer: string): void {
    if (timer === 'retry') this.repeat(step);
    else if (timer === 'until') this.end(step, 'succeeded', this.firstPort(path));
    else if (timer === 'timeout') this.fail(path, step, { code: 'STEP_TIMED_OUT', retry: 'soon' });
    else if (step.status === 'unknown') this.failForGood(path, step, { code: 'STEP_UNKNOWN', retry: 'never' });
    else if (this.definition.edges.some((edge) => edge.from === this.node(path).id && edge.port === 'expired'))
      this.end(step, 'succeeded', 'expired');
    else this.failForGood(path, step, { code: 'WAIT_EXPIRED', retry: 'never' });
  }

  private signal(name: string, id: string): void {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    const index = this.waiting.findIndex(({ name: wanted, path, attempt }) => {
      const step = this.steps.get(path);
      return wanted === name && step?.status === 'waiting' && step.attempt === attempt;
    });
    if (index < 0) {
      this.early.push({ name, id });
      return;
    }
    const { path } = this.waiting.splice(index, 1)[0]!;
    this.end(this.steps.get(path)!, 'succeeded', this.firstPort(path));
  }

  /** Steps that can be entered or are dead, by the edges that lead to them. True when something changed. */
  private settleReadiness(): boolean {
    let changed = false;
    for (const scope of this.scopes.values()) {
      if (scope.outcome) continue;
      for (const node of this.bodyOf(scope)) {
        const path = join(scope.path, node.id);
        if (this.steps.has(path)) continue;
        const verdict = this.readiness(scope, node);
        if (verdict === 'wait') continue;
        const step = this.enter(path);
        if (verdict === 'skip') this.end(step, 'skipped');
        changed = true;
      }
    }
    return changed;
  }

  private readiness(scope: Scope, node: WorkflowNode): 'wait' | 'enter' | 'skip' {
    const edges = this.definition.edges.filter((edge) => edge.to === node.id);
    if (edges.length === 0) return 'enter';
    const sources = edges.map((edge) => ({ edge, step: this.steps.get(join(scope.path, edge.from)) }));
    const open = sources.filter(({ step }) => !step || !over.has(step.status)).length;
    const taken = sources.filter(
      ({ edge, step }) =>
        step &&
        over.has(step.status) &&
        step.port !== undefined &&
        step.port === (edge.port ?? this.firstPort(edge.from)),
    ).length;
    const { mode, n } = this.kind(node.id).join?.(node.config) ?? { mode: 'all' as const };
    const needed =
      mode === 'any' ? 1 : mode === 'quorum' ? Math.min(Math.max(1, n ?? edges.length), edges.length) : undefined;
    if (needed === undefined) return open > 0 ? 'wait' : taken > 0 ? 'enter' : 'skip';
    return taken >= needed ? 'enter' : taken + open < needed ? 'skip' : 'wait';
  }

  /** Scopes and maps that have come to their end. */
  private settleScopes(): boolean {
    for (const scope of this.scopes.values()) {
      if (
        scope.outcome ||
        !this.bodyOf(scope).every((node) => over.has(this.steps.get(join(scope.path, node.id))?.status ?? ''))
      )
        continue;
      this.close(scope, 'succeeded');
      return true;
    }
    for (const [path, step] of this.steps) {
      if (step.status !== 'open' || !step.items || this.scopeOf(path)?.outcome) continue;
      const items = this.itemsOf(path);
      const failed = items.find((item) => item.outcome === 'failed');
      if (failed && !step.items.collects) {
        this.failForGood(path, step, failed.failure ?? { code: 'RUN_STOPPED', retry: 'never' });
        return true;
      }
      if (items.filter((item) => item.outcome).length < step.items.count) continue;
      step.phase = this.kind(path).repeats ? 'check' : 'collect';
      step.since = step.attempt;
      this.repeat(step);
      return true;
    }
    return false;
  }

  /** Places of items: taken, asked for, given back. One change at a time. */
  private settlePlaces(): boolean {
    for (const scope of this.scopes.values()) {
      if (scope.item < 0 || scope.outcome) continue;
      if (!scope.hasPlace && scope.wants === undefined && this.needsPlace(scope)) {
        scope.wants = this.turn;
        return true;
      }
    }
    for (const [path, step] of this.steps)
      if (
        step.status === 'open' &&
        this.scopeOf(path)?.hasPlace &&
        !this.scopeOf(path)?.outcome &&
        this.givePlace(path, step)
      )
        return true;
    for (const scope of [...this.scopes.values()].reverse()) {
      if (scope.item < 0 || scope.outcome || !scope.hasPlace || this.needsPlace(scope)) continue;
      scope.hasPlace = false;
      return true;
    }
    return false;
  }

  private givePlace(path: string, step: Known): boolean {
    const items = this.itemsOf(path);
    const { count, concurrency } = step.items!;
    if (items.filter((item) => item.hasPlace && !item.outcome).length >= concurrency) return false;
    const wanting = items
      .filter((item) => item.wants !== undefined && !item.outcome)
      .sort((a, b) => a.wants! - b.wants!);
    if (wanting[0]) {
      wanting[0].hasPlace = true;
      delete wanting[0].wants;
      return true;
    }
    if (items.length >= count) return false;
    const at = `${path}[${items.length}]`;
    this.scopes.set(at, { path: at, owner: path, item: items.length, hasPlace: true });
    return true;
  }

  private needsPlace(scope: Scope): boolean {
    return this.bodyOf(scope).some((node) => {
      const path = join(scope.path, node.id);
      const step = this.steps.get(path);
      if (!step) return false;
      if (step.status === 'open')
        return this.itemsOf(path).some((item) => !item.outcome && (item.hasPlace || item.wants !== undefined));
      if (step.status === 'waiting')
        return !this.kind(path).yieldsPlace || step.wait?.reply === true || step.wait?.child !== undefined;
      return step.status === 'ready' || step.status === 'running' || step.status === 'backoff';
    });
  }

  private enter(path: string): Known {
    const step: Known = { status: 'ready', attempt: 1, generation: 1, since: 0, phase: 'run', timers: new Set() };
    this.steps.set(path, step);
    return step;
  }

  private repeat(step: Known): void {
    step.attempt++;
    step.status = 'ready';
    step.started = false;
    step.timers.clear();
    delete step.wait;
  }

  private end(step: Known, status: 'succeeded' | 'failed' | 'skipped' | 'cancelled', port?: string): void {
    step.status = status;
    step.timers.clear();
    delete step.wait;
    if (port !== undefined) step.port = port;
  }

  private close(scope: Scope, outcome: 'succeeded' | 'failed', failure?: Failure): void {
    if (scope.outcome) return;
    if (scope.item < 0) return this.finish(outcome, failure);
    this.cancel(scope);
    scope.outcome = outcome;
    scope.failure = failure;
  }

  private cancel(scope: Scope): void {
    if (scope.outcome) return;
    scope.outcome = 'cancelled';
    for (const node of this.bodyOf(scope)) {
      const path = join(scope.path, node.id);
      const step = this.steps.get(path);
      for (const item of this.itemsOf(path)) this.cancel(item);
      if (step && !over.has(step.status)) this.cancelStep(path, step);
    }
  }

  private cancelStep(path: string, step: Known): void {
    const { wait } = step;
    if (effectOf(this.kind(path), this.node(path).config) === 'effectful')
      step.doubt = step.status === 'unknown' || (step.status === 'running' && step.started === true);
    this.end(step, 'cancelled');
    // What it waited for, in case the run is taken up again.
    if (wait) step.wait = wait;
  }

  /** The run goes on where it failed, or what backs off is tried at once. */
  private retry(path?: string): void {
    const isMeant = (at: string) =>
      path === undefined || at === path || at.startsWith(`${path}[`) || at.startsWith(`${path}/`);
    if (this.status === 'running') {
      for (const [at, step] of this.steps) if (step.status === 'backoff' && isMeant(at)) this.repeat(step);
      return;
    }
    if (this.status !== 'failed') return;
    const failed = this.unhandled('');
    const isTimedOut = path === undefined && failed.length === 0 && this.failure?.code === 'RUN_TIMED_OUT';
    if (!failed.some(isMeant) && !isTimedOut) return;
    this.status = 'running';
    this.paused = false;
    delete this.failure;
    this.revive(this.scopes.get('')!);
  }

  /** Steps in the scope or within whose failure nothing handled. */
  private unhandled(scopePath: string): string[] {
    const scope = this.scopes.get(scopePath);
    if (!scope) return [];
    return this.bodyOf(scope).flatMap((node) => {
      const path = join(scopePath, node.id);
      const step = this.steps.get(path);
      if (step?.status !== 'failed' || (node.onError ?? 'fail') !== 'fail') return [];
      const item = this.brokenItem(path, step);
      return item ? this.unhandled(item.path) : [path];
    });
  }

  private brokenItem(path: string, step: Known): Scope | undefined {
    if (!step.items || step.items.collects || step.phase !== 'run') return undefined;
    return this.itemsOf(path).find((item) => item.outcome === 'failed');
  }

  private revive(scope: Scope): void {
    delete scope.outcome;
    delete scope.failure;
    for (const node of this.bodyOf(scope)) {
      const path = join(scope.path, node.id);
      const step = this.steps.get(path);
      if (step?.status === 'cancelled' || (step?.status === 'failed' && (node.onError ?? 'fail') === 'fail'))
        this.takeUp(path, step);
    }
  }

  private takeUp(path: string, step: Known): void {
    const isOpen = step.items && step.phase === 'run' && (step.status === 'cancelled' || this.brokenItem(path, step));
    const { wait } = step;
    delete step.port;
    if (isOpen) {
      step.status = 'open';
      for (const item of this.itemsOf(path)) {
        if (item.outcome === 'succeeded' || (item.outcome === 'failed' && step.items!.collects)) continue;
        item.hasPlace = false;
        delete item.wants;
        this.revive(item);
      }
      return;
    }
    if (step.status === 'cancelled' && step.doubt) {
      step.attempt++;
      step.generation++;
      return this.doubt(step);
    }
    const staysAsItWas = step.status === 'cancelled' && wait && !wait.reply && !wait.answer && wait.child === undefined;
    if (staysAsItWas) {
      step.status = 'waiting';
      if (wait.until !== undefined) step.timers.add('until');
      if (wait.deadline !== undefined || wait.until === undefined) step.timers.add('deadline');
      return;
    }
    if (step.status === 'failed' || wait) step.generation++;
    if (step.status === 'failed' && step.phase === 'run') delete step.items;
    step.since = step.attempt;
    this.repeat(step);
  }

  private finish(status: 'succeeded' | 'failed' | 'cancelled', failure?: Failure): void {
    const root = this.scopes.get('');
    if (root) this.cancel(root);
    this.status = status;
    this.failure = failure;
  }

  private readonly itemsOf = (path: string): Scope[] =>
    [...this.scopes.values()].filter((scope) => scope.owner === path);

  private readonly bodyOf = (scope: Scope): WorkflowNode[] => {
    const owner = scope.owner === undefined ? undefined : last(scope.owner);
    return this.definition.nodes.filter((node) => node.parent === owner);
  };

  private readonly scopeOf = (path: string): Scope | undefined =>
    this.scopes.get(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');
  private readonly node = (path: string): WorkflowNode => this.nodes.get(last(path))!;
  private readonly kind = (path: string) => this.kinds[this.node(path).kind]!;
  private readonly firstPort = (path: string): string => portsOf(this.kind(path), this.node(path))[0] ?? 'next';
}

const join = (scope: string, id: string): string => (scope === '' ? id : `${scope}/${id}`);
const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
