import type { DurableDefinition, RunInfo } from '../definition.port.js';
import { encodeJson } from '../limits.js';
import { Payload } from '../payloads/payload.js';
import type { Occurrence } from './occurrence.js';
import type { RunMemory } from './run-memory.js';
import { stepKey } from './step-key.js';

/** Pauses between questions double up to this. Milliseconds. */
const longestAskMs = 600_000;

/** Steps that wait for another service (`wait.reply`): a lost reply is asked for. */
export class ReplyWatch {
  private readonly asks = new Map<string, { attempt: number; next: number; pause: number }>();

  constructor(
    private readonly run: RunInfo,
    private readonly definition: DurableDefinition,
    private readonly memory: RunMemory,
    private readonly firstAskMs: number,
  ) {}

  /** Epoch ms of the next question. */
  get nextAsk(): number | undefined {
    if (!this.definition.unanswered) return undefined;
    let next: number | undefined;
    for (const path of this.memory.replies.keys()) {
      const { next: at } = this.planOf(path);
      if (next === undefined || at < next) next = at;
    }
    return next;
  }

  isDue(now: number): boolean {
    return (this.nextAsk ?? Infinity) <= now;
  }

  /** Asks for what is overdue; answers go into the queue. */
  async ask(now: number, queue: Occurrence[]): Promise<void> {
    const { unanswered } = this.definition;
    if (!unanswered) return;
    for (const [path, { attempt, generation, wait }] of [...this.memory.replies]) {
      const plan = this.planOf(path);
      if (plan.next > now) continue;
      plan.pause = Math.min(plan.pause * 2, longestAskMs);
      plan.next = now + plan.pause;
      const key = stepKey(this.run.id, path, generation);
      // Asking may fail like any call: then it is asked again later.
      const message = await unanswered({ run: this.run, path, attempt, key, wait }).catch(() => undefined);
      if (!message) continue;
      const output =
        message.output === undefined ? undefined : Payload.inline(encodeJson(message.output, `The reply to ${path}`));
      queue.push({ event: message.event as Occurrence['event'], output });
    }
  }

  /** A new holder asks as soon as a reply is overdue: it does not know what the one before it asked. */
  private planOf(path: string): { attempt: number; next: number; pause: number } {
    const reply = this.memory.replies.get(path);
    const attempt = reply?.attempt ?? 0;
    let plan = this.asks.get(path);
    if (plan?.attempt !== attempt) {
      plan = { attempt, next: (reply?.since ?? 0) + this.firstAskMs, pause: this.firstAskMs };
      this.asks.set(path, plan);
    }
    return plan;
  }
}
