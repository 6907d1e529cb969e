import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Field, Input, Textarea } from '../../../ui/field.js';
import { problemAt } from './agent-draft.js';
import type { SectionProps } from './section.js';

/** Who it is and how it works. */
export function BasicsSection({ draft, problems, change }: SectionProps) {
  const t = useText();
  return (
    <Card title={t('agents.section.basics')}>
      <div className="grid gap-4 p-4">
        <Field label={t('agents.name')} hint={t('agents.name.hint')} error={problemAt(problems, 'name')}>
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('agents.goal')} hint={t('agents.goal.hint')} error={problemAt(problems, 'goal')}>
          {(link) => (
            <Textarea
              {...link}
              rows={2}
              maxLength={5000}
              value={draft.goal}
              onChange={(event) => change({ goal: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t('agents.instructions')}
          optional
          hint={t('agents.instructions.hint')}
          error={problemAt(problems, 'instructions')}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={Math.min(18, Math.max(5, draft.instructions.split('\n').length + 1))}
              value={draft.instructions}
              onChange={(event) => change({ instructions: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
