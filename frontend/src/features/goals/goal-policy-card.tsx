import { useQuery } from '@tanstack/react-query';
import { getGoalPolicy, goalPolicy, setGoalPolicy, type GoalPolicy } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { Field, Select } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

/** Which plans of goals may run without a person who accepts them. */
export function GoalPolicyCard() {
  const t = useText();
  const may = useMay('company:write');
  const policy = useQuery({
    queryKey: ['goal-policy'],
    queryFn: ({ signal }) => call(getGoalPolicy, { signal }),
  });
  const change = useAct({
    run: (autoRun: GoalPolicy['autoRun']) => call(setGoalPolicy, { body: { autoRun } }),
    done: t('save.done'),
    changes: [['goal-policy']],
  });
  return (
    <Card title={t('goals.policy')}>
      {policy.data ? (
        <div className="p-4" title={may.why ?? undefined}>
          <Field label={t('goals.policy.autoRun')} hint={t('goals.policy.help')}>
            {(link) => (
              <Select
                {...link}
                disabled={!may.ok}
                value={change.isPending ? change.variables : policy.data.autoRun}
                onChange={(event) => change.mutate(goalPolicy.shape.autoRun.parse(event.target.value))}
              >
                {goalPolicy.shape.autoRun.options.map((each) => (
                  <option key={each} value={each}>
                    {t(`goals.policy.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      ) : policy.error ? (
        <div className="p-4">
          <ErrorState title={t('error.title')} error={policy.error} onRetry={() => void policy.refetch()} />
        </div>
      ) : (
        <Skeleton rows={1} />
      )}
    </Card>
  );
}
