import type { Agent, Task } from '#libs/contracts';
import { useFormat, useText } from '../../../text/text.js';
import { Facts } from '../../../ui/facts.js';
import type { Entry } from './use-conversation.js';

/** What a conversation took so far, and which tools were used. */
export function ChatFacts({
  agent,
  tasks,
  transcripts,
}: {
  agent: Agent;
  tasks: readonly Task[];
  transcripts: ReadonlyMap<string, readonly Entry[]>;
}) {
  const t = useText();
  const format = useFormat();
  const sum = (of: (task: Task) => number) => tasks.reduce((total, task) => total + of(task), 0);
  const entries = [...transcripts.values()].flat();
  const model = entries.findLast((entry) => entry.model !== null)?.model ?? agent.model;
  const tools = new Map<string, { calls: number; ms: number }>();
  for (const { type, tool, ms } of entries) {
    if (type !== 'tool' || tool === null) continue;
    const before = tools.get(tool) ?? { calls: 0, ms: 0 };
    tools.set(tool, { calls: before.calls + 1, ms: before.ms + (ms ?? 0) });
  }
  return (
    <aside className="grid content-start gap-5 overflow-y-auto p-4" aria-label={t('chat.facts')}>
      <section>
        <h2 className="mb-2.5 text-ui">{t('chat.facts')}</h2>
        <Facts
          className="tabular-nums"
          facts={[
            [t('run.kv.cost'), format.money(sum(({ usage }) => usage.costMicros))],
            [
              t('run.kv.tokens'),
              format.tokens({
                inputTokens: sum(({ usage }) => usage.inputTokens),
                outputTokens: sum(({ usage }) => usage.outputTokens),
              }),
            ],
            [t('agents.model'), model],
            [t('task.turns'), format.number(sum(({ turns }) => turns))],
            [t('chat.answers'), format.number(tasks.filter(({ status }) => status === 'succeeded').length)],
          ]}
        />
      </section>
      {tools.size > 0 && (
        <section>
          <h2 className="mb-2 text-ui">{t('chat.toolsUsed')}</h2>
          <ul className="grid gap-1.5">
            {[...tools].map(([tool, { calls, ms }]) => (
              <li key={tool} className="flex items-center gap-3 text-meta">
                <span className="min-w-0 flex-1 truncate font-mono" title={tool}>
                  {tool}
                </span>
                <span className="text-fg-3">{t('chat.calls', { count: calls })}</span>
                <span className="w-14 text-right text-fg-3 tabular-nums">{format.duration(ms)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </aside>
  );
}
