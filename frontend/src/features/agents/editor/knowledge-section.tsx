import { useQuery } from '@tanstack/react-query';
import { listKnowledgeBases } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Checkbox } from '../../../ui/field.js';
import type { SectionProps } from './section.js';

/** What it may look up. */
export function KnowledgeSection({ draft, problems, change }: SectionProps) {
  const t = useText();
  const bases = useQuery({
    queryKey: ['knowledge', 'offered'],
    queryFn: ({ signal }) => call(listKnowledgeBases, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  const known = bases.data?.items ?? [];
  const isChosen = ({ id, name }: { id: string; name: string }) =>
    draft.knowledgeBases.some((each) => each === id || each.toLowerCase() === name.toLowerCase());
  // One that was deleted or closed since stays to be seen, and to be taken out.
  const lost = bases.data
    ? draft.knowledgeBases.filter(
        (each) => !known.some(({ id, name }) => each === id || each.toLowerCase() === name.toLowerCase()),
      )
    : [];
  const without = (base: { id: string; name: string }) =>
    draft.knowledgeBases.filter((each) => each !== base.id && each.toLowerCase() !== base.name.toLowerCase());
  const problem = Object.entries(problems).find(([path]) => path.startsWith('knowledgeBases'))?.[1];
  return (
    <Card title={t('agents.section.knowledge')}>
      <div className="grid gap-3 p-4">
        <p className="text-meta text-fg-3">
          {t(bases.data?.items.length === 0 ? 'agents.knowledge.none' : 'agents.knowledge.help')}
        </p>
        <div className="flex flex-wrap gap-x-5 gap-y-2">
          {known.map((base) => (
            <Checkbox
              key={base.id}
              label={base.name}
              checked={isChosen(base)}
              onChange={(event) =>
                change({ knowledgeBases: event.target.checked ? [...draft.knowledgeBases, base.id] : without(base) })
              }
            />
          ))}
          {lost.map((each) => (
            <Checkbox
              key={each}
              label={each}
              checked
              onChange={() => change({ knowledgeBases: draft.knowledgeBases.filter((other) => other !== each) })}
            />
          ))}
        </div>
        {problem && (
          <p role="alert" className="text-meta text-failed">
            {problem}
          </p>
        )}
      </div>
    </Card>
  );
}
