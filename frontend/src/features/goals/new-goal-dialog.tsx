import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { createGoal } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { PlannerHint } from '../workflows/propose/planner-hint.js';
import { usePlanner } from '../workflows/propose/use-planner.js';

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** A sentence, and when it is wanted. */
export function NewGoalDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  const navigate = useNavigate();
  const [draft, setDraft] = useState({ objective: '', schedule: '', timezone: ownZone(), autoRun: false });
  const [tried, setTried] = useState(false);
  const planner = usePlanner();
  const zones = useMemo(() => [...new Set([ownZone(), 'UTC', ...Intl.supportedValuesOf('timeZone')])], []);
  const objective = draft.objective.trim();
  const schedule = draft.schedule.trim();
  const add = useAct({
    run: () =>
      call(createGoal, {
        query: {},
        body: { objective, autoRun: draft.autoRun, timezone: draft.timezone, ...(schedule ? { schedule } : {}) },
      }),
    changes: [['goals']],
    quiet: true,
    onDone: (goal) => void navigate({ to: '/goals/$id', params: { id: goal.id } }),
  });
  const untimely = ApiProblem.is(add.error, 'SCHEDULE_INVALID') ? add.error.message : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('goals.new.title')}
      description={t('goals.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="new-goal" busy={add.isPending && t('do.adding')}>
            {t('goals.new.do')}
          </Button>
        </>
      }
    >
      <form
        id="new-goal"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (objective.length >= 3) add.mutate();
        }}
      >
        {planner === false && <PlannerHint />}
        <Field
          label={t('goals.objective')}
          error={tried && objective.length < 3 ? t('goals.objective.missing') : undefined}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={4}
              maxLength={4000}
              autoFocus
              placeholder={t('goals.objective.placeholder')}
              value={draft.objective}
              onChange={(event) => setDraft({ ...draft, objective: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('goals.schedule')} optional hint={t('goals.schedule.hint')} error={untimely}>
            {(link) => (
              <Input
                {...link}
                value={draft.schedule}
                maxLength={200}
                placeholder="0 9 * * *"
                onChange={(event) => setDraft({ ...draft, schedule: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('goals.timezone')}>
            {(link) => (
              <Select
                {...link}
                value={draft.timezone}
                onChange={(event) => setDraft({ ...draft, timezone: event.target.value })}
              >
                {zones.map((zone) => (
                  <option key={zone}>{zone}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Checkbox
          label={t('goals.autoRun')}
          checked={draft.autoRun}
          onChange={(event) => setDraft({ ...draft, autoRun: event.target.checked })}
        />
        {add.error && !untimely && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
