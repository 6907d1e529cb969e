import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { replanGoal, type Goal } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** Another plan, with what should be different about it. */
export function ReplanDialog({ goal, onClose }: { goal: Goal; onClose(): void }) {
  const t = useText();
  const queries = useQueryClient();
  const [note, setNote] = useState('');
  const wish = note.trim();
  const replan = useAct({
    run: () => call(replanGoal, { params: { id: goal.id }, body: wish ? { note: wish } : {} }),
    changes: [['goals'], ['goal', goal.id]],
    quiet: true,
    onDone(fresh) {
      queries.setQueryData(['goal', goal.id], fresh);
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('goals.replan')}
      description={t('goals.replan.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="replan-goal" busy={replan.isPending && t('goals.replanning')}>
            {t('goals.replan.do')}
          </Button>
        </>
      }
    >
      <form
        id="replan-goal"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          replan.mutate();
        }}
      >
        <Field label={t('propose.change.label')} optional>
          {(link) => (
            <Textarea
              {...link}
              rows={4}
              maxLength={2000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {replan.error && <ErrorState title={t('error.notDone')} error={replan.error} />}
      </form>
    </Dialog>
  );
}
