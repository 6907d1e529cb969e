import { guardActions, piiKinds, type GuardTopic } from '#libs/contracts';
import { useText } from '../../../text/text.js';
import { Card } from '../../../ui/card.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../../ui/field.js';
import { linesOf, problemAt, type AgentDraft } from './agent-draft.js';
import type { SectionProps } from './section.js';

type Guardrails = AgentDraft['guardrails'];
const topics = Object.keys(guardActions) as GuardTopic[];

/** What it may do once words of strangers were read, and what is found in its model calls: stricter than the company, never laxer. */
export function GuardSection({ draft, problems, change }: SectionProps) {
  const t = useText();
  const guards = draft.guardrails;
  const set = (part: { [Name in keyof Guardrails]?: Guardrails[Name] | undefined }) => {
    const all = Object.entries({ ...guards, ...part }).filter(([, value]) => value !== undefined);
    change({ guardrails: Object.fromEntries(all) as Guardrails });
  };
  return (
    <Card title={t('agents.section.guards')}>
      <div className="grid gap-4 p-4">
        <Field label={t('agents.trust')} hint={t(`agents.trust.${guards.outsideContent ?? 'strict'}.hint`)}>
          {(link) => (
            <Select
              {...link}
              value={guards.outsideContent ?? 'strict'}
              onChange={(event) =>
                set({ outsideContent: event.target.value === 'strict' ? undefined : ('derived' as const) })
              }
            >
              {(['strict', 'derived'] as const).map((each) => (
                <option key={each} value={each}>
                  {t(`agents.trust.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          {topics.map((topic) => (
            <Field key={topic} label={t(`guards.topic.${topic}`)} error={problemAt(problems, `guardrails.${topic}`)}>
              {(link) => (
                <Select
                  {...link}
                  value={guards[topic] ?? ''}
                  onChange={(event) => set({ [topic]: event.target.value || undefined })}
                >
                  <option value="">{t('agents.guards.company')}</option>
                  {guardActions[topic].map((action) => (
                    <option key={action} value={action}>
                      {t(`guards.action.${action}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ))}
          {guards.injection && guards.injection !== 'off' && (
            <Field
              label={t('guards.threshold')}
              optional
              hint={t('guards.threshold.hint')}
              error={problemAt(problems, 'guardrails.injectionThreshold')}
            >
              {(link) => (
                <Input
                  {...link}
                  type="number"
                  min={0.1}
                  max={1}
                  step={0.05}
                  value={guards.injectionThreshold ?? ''}
                  onChange={(event) =>
                    set({ injectionThreshold: event.target.value === '' ? undefined : Number(event.target.value) })
                  }
                />
              )}
            </Field>
          )}
        </div>
        {guards.pii && guards.pii !== 'off' && <PiiKinds guards={guards} set={set} />}
        <Lines
          label={t('guards.hosts')}
          hint={t('guards.hosts.hint')}
          error={problemAt(problems, 'guardrails.allowedHosts')}
          value={guards.allowedHosts}
          onChange={(allowedHosts) => set({ allowedHosts })}
        />
        <Lines
          label={t('guards.canaries')}
          hint={t('guards.canaries.hint')}
          error={problemAt(problems, 'guardrails.canaries')}
          value={guards.canaries}
          onChange={(canaries) => set({ canaries })}
        />
      </div>
    </Card>
  );
}

function PiiKinds({ guards, set }: { guards: Guardrails; set(part: Pick<Guardrails, 'piiKinds'>): void }) {
  const t = useText();
  const chosen = guards.piiKinds ?? piiKinds;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t('guards.pii')}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {piiKinds.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`guards.pii.${kind}`)}
            checked={chosen.includes(kind)}
            disabled={chosen.length === 1 && chosen[0] === kind}
            onChange={(event) =>
              set({
                piiKinds: piiKinds.filter((each) => (each === kind ? event.target.checked : chosen.includes(each))),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}

/** A list, one a line. What is typed stays as it is, blank lines too, until it is saved. */
function Lines({
  label,
  hint,
  error,
  value,
  onChange,
}: {
  label: string;
  hint: string;
  error: string | undefined;
  value: readonly string[] | undefined;
  onChange(lines: string[] | undefined): void;
}) {
  return (
    <Field label={label} optional hint={hint} error={error}>
      {(link) => (
        <Textarea
          {...link}
          rows={2}
          spellCheck={false}
          className="font-mono text-meta"
          defaultValue={(value ?? []).join('\n')}
          onChange={(event) => {
            const lines = linesOf(event.target.value);
            onChange(lines.length === 0 ? undefined : lines);
          }}
        />
      )}
    </Field>
  );
}
