import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Checkbox, Field, Input, Textarea } from '../../../ui/field.js';
import { problemAt, type AgentDraft } from './agent-draft.js';
import type { SectionProps } from './section.js';

type NumberField = 'turns' | 'minutes' | 'tokens' | 'dollars' | 'deadlineHours' | 'recallLimit' | 'memoryDays';

function NumberInput({ draft, problems, change, field, path }: SectionProps & { field: NumberField; path: string }) {
  const t = useText();
  return (
    <Field label={t(`agents.number.${field}`)} error={problemAt(problems, path)}>
      {(link) => (
        <Input
          {...link}
          inputMode="decimal"
          className="tabular-nums"
          value={draft[field]}
          onChange={(event) => change({ [field]: event.target.value } as Partial<AgentDraft>)}
        />
      )}
    </Field>
  );
}

/** Where a task of it ends, whatever it still wants to do. */
export function LimitsSection(props: SectionProps) {
  const t = useText();
  return (
    <Card title={t('agents.limits')}>
      <div className="grid gap-4 p-4">
        <p className="text-fg-2">{t('agents.limits.hint')}</p>
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberInput {...props} field="turns" path="limits.maxTurns" />
          <NumberInput {...props} field="minutes" path="limits.maxMs" />
          <NumberInput {...props} field="tokens" path="limits.maxTokens" />
          <NumberInput {...props} field="dollars" path="limits.maxCostMicros" />
        </div>
      </div>
    </Card>
  );
}

/** Who is asked before a call, and how long. */
export function ApprovalsSection(props: SectionProps) {
  const t = useText();
  const { draft, problems, change } = props;
  return (
    <Card title={t('agents.section.approvals')}>
      <div className="grid gap-4 p-4 sm:grid-cols-[minmax(0,1fr)_12rem]">
        <Field
          label={t('agents.assignees')}
          hint={t('agents.assignees.hint')}
          error={problemAt(problems, 'approvals.assignees')}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={2}
              spellCheck={false}
              className="font-mono text-meta"
              value={draft.assignees}
              onChange={(event) => change({ assignees: event.target.value })}
            />
          )}
        </Field>
        <NumberInput {...props} field="deadlineHours" path="approvals.deadlineMs" />
      </div>
    </Card>
  );
}

/** What it keeps beyond a task, and where later results are sent. */
export function MemorySection(props: SectionProps) {
  const t = useText();
  const { draft, problems, change } = props;
  return (
    <Card title={t('agents.section.memory')}>
      <div className="grid gap-4 p-4">
        <div>
          <Checkbox
            label={t('agents.memory.longTerm')}
            checked={draft.longTerm}
            onChange={(event) => change({ longTerm: event.target.checked })}
          />
          <p className="mt-1 text-meta text-fg-3">{t('agents.memory.hint')}</p>
        </div>
        {draft.longTerm && (
          <>
            <div className="grid gap-2">
              <Checkbox
                label={t('agents.memory.users')}
                checked={draft.remembersUsers}
                onChange={(event) => change({ remembersUsers: event.target.checked })}
              />
              <Checkbox
                label={t('agents.memory.company')}
                checked={draft.remembersCompany}
                onChange={(event) => change({ remembersCompany: event.target.checked })}
              />
              <Checkbox
                label={t('agents.memory.extract')}
                checked={draft.extracts}
                onChange={(event) => change({ extracts: event.target.checked })}
              />
            </div>
            <div className="grid max-w-100 gap-4 sm:grid-cols-2">
              <NumberInput {...props} field="recallLimit" path="memory.recallLimit" />
              <NumberInput {...props} field="memoryDays" path="memory.days" />
            </div>
          </>
        )}
        <Field
          label={t('agents.webhook')}
          optional
          hint={t('agents.webhook.hint')}
          error={problemAt(problems, 'webhookUrl')}
        >
          {(link) => (
            <Input
              {...link}
              type="url"
              spellCheck={false}
              className="font-mono text-meta"
              maxLength={2000}
              value={draft.webhookUrl}
              onChange={(event) => change({ webhookUrl: event.target.value })}
            />
          )}
        </Field>
      </div>
    </Card>
  );
}
