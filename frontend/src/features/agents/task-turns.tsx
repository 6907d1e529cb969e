import { TriangleAlert } from 'lucide-react';
import { useFormat, useText } from '../../text/text.js';
import { JsonTree } from '../../ui/json-tree.js';
import { Note } from '../../ui/states.js';
import { AgentSide } from './chat/messages.js';
import { Reasoning, Words } from './chat/steps.js';
import { EntryCard } from './chat/tool-card.js';
import type { Entry } from './chat/use-conversation.js';

/** A transcript as turns: what the model was told, thought and said, and the calls that it asked for. */
export function TaskTurns({ entries }: { entries: readonly Entry[] }) {
  // Why it failed stands below, with its code.
  return turnsOf(entries.filter(({ type }) => type !== 'error')).map((turn) => (
    <Turn key={turn[0]?.seq} entries={turn} />
  ));
}

/** Entries of one turn belong together. */
export function turnsOf(entries: readonly Entry[]): Entry[][] {
  const turns: Entry[][] = [];
  for (const entry of entries) {
    const last = turns.at(-1);
    if (last === undefined || last[0]?.turn !== entry.turn) turns.push([entry]);
    else last.push(entry);
  }
  return turns;
}

function Turn({ entries }: { entries: readonly Entry[] }) {
  const [said, ...calls] = entries;
  if (!said) return null;
  return (
    <AgentSide>
      {said.note && (
        <Note
          tone="waiting"
          icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
        >
          {said.note}
        </Note>
      )}
      {said.type === 'tool' && <EntryCard entry={said} />}
      {said.reasoning && <Reasoning text={said.reasoning} />}
      {said.text && said.type !== 'tool' && <Words text={said.text} />}
      {said.type === 'answer' && said.output !== null && <JsonTree value={said.output} className="max-h-96" />}
      {calls.map((entry) => (
        <EntryCard key={entry.seq} entry={entry} />
      ))}
      {said.type !== 'tool' && <TurnFoot entry={said} />}
    </AgentSide>
  );
}

/** Which turn it was, on which model, what it took. */
function TurnFoot({ entry }: { entry: Entry }) {
  const t = useText();
  const format = useFormat();
  return (
    <p className="flex flex-wrap gap-x-3 text-meta text-fg-3 tabular-nums">
      <span>{t('task.turn', { n: entry.turn })}</span>
      {entry.model && <span className="font-mono">{entry.model}</span>}
      <span>{format.duration(entry.ms)}</span>
      <span>{format.tokens(entry.usage)}</span>
      <span>{format.money(entry.usage.costMicros)}</span>
      {entry.attempts > 1 && <span>{t('task.attempts', { count: entry.attempts })}</span>}
    </p>
  );
}
