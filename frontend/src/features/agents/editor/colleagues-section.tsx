import { useQuery } from '@tanstack/react-query';
import { listAgents } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Checkbox } from '../../../ui/field.js';
import { linesOf, newTool, type ToolDraft } from './agent-draft.js';
import type { SectionProps } from './section.js';
import { PolicySelect } from './tool-entry.js';

/** Tools that lead to other agents. */
export const colleagueTools: readonly string[] = ['ask_agent', 'hand_off'];

/** Whom it may ask, and to whom it may hand over: two tools, bounded by the names of agents. */
export function ColleaguesSection({ draft, change, self }: SectionProps & { self: string }) {
  const t = useText();
  const agents = useQuery({
    queryKey: ['agents', 'colleagues'],
    queryFn: ({ signal }) => call(listAgents, { query: { status: 'active', limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const others = (agents.data?.items ?? []).filter(({ id }) => id !== self).map(({ name }) => name);
  return (
    <Card title={t('agents.section.colleagues')}>
      <ul>
        {(['ask_agent', 'hand_off'] as const).map((name) => {
          const index = draft.tools.findIndex((tool) => tool.name === name);
          const tool = draft.tools[index];
          const set = (part: Partial<ToolDraft>) =>
            change({ tools: draft.tools.map((each, place) => (place === index ? { ...each, ...part } : each)) });
          return (
            <li key={name} className="grid gap-3 border-t border-line p-4 first:border-t-0">
              <div className="flex flex-wrap items-center gap-3">
                <span className="min-w-0 flex-1">
                  <Checkbox
                    label={<span className="font-medium">{t(`agents.colleagues.${name}`)}</span>}
                    checked={tool !== undefined}
                    onChange={(event) =>
                      change({
                        tools: event.target.checked
                          ? [...draft.tools, newTool(name)]
                          : draft.tools.filter((each) => each.name !== name),
                      })
                    }
                  />
                  <span className="mt-0.5 ml-6 block text-meta text-fg-3">{t(`agents.colleagues.${name}.hint`)}</span>
                </span>
                {tool && <PolicySelect name={name} value={tool.policy} onChange={(policy) => set({ policy })} />}
              </div>
              {tool && <Whom tool={tool} others={others} onChange={set} />}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Whom({
  tool,
  others,
  onChange,
}: {
  tool: ToolDraft;
  others: readonly string[];
  onChange(part: Partial<ToolDraft>): void;
}) {
  const t = useText();
  const chosen = linesOf(tool.arguments.find(({ name }) => name === 'agent')?.values ?? '');
  // One that was renamed or retired since stays to be seen, and to be taken out.
  const offered = [...others, ...chosen.filter((name) => !others.includes(name))];
  const rest = tool.arguments.filter(({ name }) => name !== 'agent');
  const set = (names: readonly string[]) =>
    onChange({
      arguments:
        names.length === 0
          ? rest
          : [...rest, { name: 'agent', values: names.join('\n'), pattern: '', min: '', max: '' }],
    });
  return (
    <fieldset className="ml-6 min-w-0">
      <legend className="mb-1.5 text-meta text-fg-2">
        {t(chosen.length === 0 ? 'agents.colleagues.any' : 'agents.colleagues.only')}
      </legend>
      {offered.length === 0 && <p className="text-meta text-fg-3">{t('agents.colleagues.none')}</p>}
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {offered.map((name) => (
          <Checkbox
            key={name}
            label={name}
            checked={chosen.includes(name)}
            onChange={(event) => set(event.target.checked ? [...chosen, name] : chosen.filter((each) => each !== name))}
          />
        ))}
      </div>
    </fieldset>
  );
}
