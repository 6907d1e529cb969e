import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerGoal, type Goal } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Field, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** What is asked back, to be answered; then it is planned anew. */
export function ClarifyForm({ goal }: { goal: Goal }) {
  const t = useText();
  const queries = useQueryClient();
  const may = useMay('goals:write');
  const [given, setGiven] = useState<Record<string, string>>({});
  const [tried, setTried] = useState(false);
  const answers = goal.questions.map(({ id }) => ({ id, answer: (given[id] ?? '').trim() }));
  const answer = useAct({
    run: () => call(answerGoal, { params: { id: goal.id }, body: { answers } }),
    changes: [['goals'], ['goal', goal.id]],
    quiet: true,
    onDone: (fresh) => void queries.setQueryData(['goal', goal.id], fresh),
  });
  return (
    <form
      aria-label={t('goals.questions')}
      className="grid gap-4 rounded-md border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (answers.every((each) => each.answer !== '')) answer.mutate();
      }}
    >
      <p className="font-semibold">{t('goals.questions')}</p>
      {goal.questions.map(({ id, question }) => (
        <Field
          key={id}
          label={question}
          error={tried && (given[id] ?? '').trim() === '' ? t('form.required') : undefined}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={2}
              maxLength={4000}
              disabled={!may.ok}
              value={given[id] ?? ''}
              onChange={(event) => setGiven({ ...given, [id]: event.target.value })}
            />
          )}
        </Field>
      ))}
      {answer.error && <ErrorState title={t('error.notDone')} error={answer.error} />}
      <div>
        <Button type="submit" look="ink" offBecause={may.why} busy={answer.isPending && t('goals.answering')}>
          {t('goals.answer')}
        </Button>
      </div>
    </form>
  );
}
