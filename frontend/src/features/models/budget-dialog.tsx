import { useState } from 'react';
import { createBudget, updateBudget, type Budget } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { dollarsOf, microsOf } from './dollars.js';
import { ModelInput } from './model-input.js';
import { policies } from './settings.js';

const scopes = ['company', 'workflow', 'agent', 'run'] as const;
const periods = ['day', 'week', 'month', 'total'] as const;
const actions = ['warn', 'degrade', 'ask', 'stop'] as const;

/** A bound for what model calls cost. Whose calls and which period stay as they were: what was counted belongs to them. */
export function BudgetDialog({
  budget,
  names,
  onClose,
}: {
  budget?: Budget;
  names: ReadonlyMap<string, string>;
  onClose(): void;
}) {
  const t = useText();
  const [draft, setDraft] = useState({
    name: budget?.name ?? '',
    scope: budget?.scope ?? ('company' as Budget['scope']),
    scopeId: budget?.scopeId ?? '',
    period: budget?.period ?? ('month' as Budget['period']),
    limit: budget ? dollarsOf(budget.limitMicros) : '',
    warnAt: budget ? String(budget.warnAt ?? '') : '80',
    action: budget?.action ?? ('stop' as Budget['action']),
    degradeTo: budget?.degradeTo ?? 'small-first',
  });
  const [tried, setTried] = useState(false);
  const limit = microsOf(draft.limit);
  const warnAt = draft.warnAt === '' ? null : Number(draft.warnAt);
  const rules = {
    name: draft.name.trim(),
    limitMicros: limit ?? 0,
    warnAt,
    action: draft.action,
    degradeTo: draft.action === 'degrade' ? draft.degradeTo : null,
  };
  const save = useAct({
    run: () =>
      budget
        ? call(updateBudget, { params: { id: budget.id }, body: rules })
        : call(createBudget, {
            body: {
              ...rules,
              scope: draft.scope,
              scopeId: draft.scopeId === '' ? null : draft.scopeId,
              period: draft.scope === 'run' ? 'total' : draft.period,
              timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
            },
          }),
    done: t('save.done'),
    changes: [['ai', 'budgets']],
    quiet: true,
    onDone: onClose,
  });
  const issues = ApiProblem.is(save.error)
    ? Object.fromEntries(save.error.issues.map(({ path, message }) => [path, message]))
    : {};
  const prefix = draft.scope === 'agent' ? 'agt_' : 'wf_';
  const choices = [...names].filter(([id]) => id.startsWith(prefix));
  const needsTarget = draft.scope === 'workflow' || draft.scope === 'agent';
  const wrong = {
    name: rules.name === '' ? t('form.required') : issues['name'],
    limit: limit === undefined ? t('form.dollars') : issues['limitMicros'],
    scopeId: needsTarget && draft.scopeId === '' ? t('form.required') : issues['scopeId'],
    warnAt: warnAt !== null && !(warnAt >= 1 && warnAt <= 99) ? t('budgets.warnAt.wrong') : issues['warnAt'],
    degradeTo: draft.action === 'degrade' && draft.degradeTo.trim() === '' ? t('form.required') : issues['degradeTo'],
  };
  const shown = (field: keyof typeof wrong) => (tried ? wrong[field] : undefined);
  return (
    <Dialog
      open
      onClose={onClose}
      title={budget ? t('budgets.change.title', { name: budget.name }) : t('budgets.new.title')}
      description={t('budgets.new.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="budget" busy={save.isPending && t('save.saving')}>
            {t(budget ? 'save.do' : 'budgets.create')}
          </Button>
        </>
      }
    >
      <form
        id="budget"
        noValidate
        className="grid gap-4 sm:grid-cols-2"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (Object.values(wrong).every((each) => each === undefined)) save.mutate();
        }}
      >
        <Field label={t('budgets.name')} error={shown('name')} className="sm:col-span-2">
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
          )}
        </Field>
        {!budget && (
          <>
            <Field label={t('budgets.scope')}>
              {(link) => (
                <Select
                  {...link}
                  value={draft.scope}
                  onChange={(event) =>
                    setDraft({ ...draft, scope: event.target.value as Budget['scope'], scopeId: '' })
                  }
                >
                  {scopes.map((scope) => (
                    <option key={scope} value={scope}>
                      {t(`budgets.scope.${scope}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            {draft.scope === 'company' ? (
              <span className="max-sm:hidden" />
            ) : (
              <Field
                label={t(draft.scope === 'agent' ? 'budgets.agent' : 'runs.workflow')}
                optional={draft.scope === 'run'}
                error={shown('scopeId')}
              >
                {(link) => (
                  <Select
                    {...link}
                    value={draft.scopeId}
                    onChange={(event) => setDraft({ ...draft, scopeId: event.target.value })}
                  >
                    <option value="">{t(draft.scope === 'run' ? 'runs.anyWorkflow' : 'form.choose')}</option>
                    {choices.map(([id, name]) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            )}
            {draft.scope !== 'run' && (
              <Field label={t('budgets.period')}>
                {(link) => (
                  <Select
                    {...link}
                    value={draft.period}
                    onChange={(event) => setDraft({ ...draft, period: event.target.value as Budget['period'] })}
                  >
                    {periods.map((period) => (
                      <option key={period} value={period}>
                        {t(`budgets.period.${period}`)}
                      </option>
                    ))}
                  </Select>
                )}
              </Field>
            )}
          </>
        )}
        <Field label={t('budgets.limit')} error={shown('limit')}>
          {(link) => (
            <Input
              {...link}
              inputMode="decimal"
              value={draft.limit}
              onChange={(event) => setDraft({ ...draft, limit: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('budgets.warnAt')} optional hint={t('budgets.warnAt.hint')} error={shown('warnAt')}>
          {(link) => (
            <Input
              {...link}
              inputMode="numeric"
              value={draft.warnAt}
              onChange={(event) => setDraft({ ...draft, warnAt: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('budgets.action')} hint={t(`budgets.action.${draft.action}.hint`)} className="sm:col-span-2">
          {(link) => (
            <Select
              {...link}
              value={draft.action}
              onChange={(event) => setDraft({ ...draft, action: event.target.value as Budget['action'] })}
            >
              {actions.map((action) => (
                <option key={action} value={action}>
                  {t(`budgets.action.${action}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.action === 'degrade' && (
          <div className="sm:col-span-2">
            <ModelInput
              label={t('budgets.degradeTo')}
              value={draft.degradeTo}
              error={shown('degradeTo')}
              policies={policies}
              fits={(model) => !model.embeddings}
              onChange={(degradeTo) => setDraft({ ...draft, degradeTo })}
            />
          </div>
        )}
        {save.error && Object.keys(issues).length === 0 && (
          <div className="sm:col-span-2">
            <ErrorState title={t('error.notDone')} error={save.error} />
          </div>
        )}
      </form>
    </Dialog>
  );
}
