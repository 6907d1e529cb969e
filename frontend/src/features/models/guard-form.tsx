import { useState } from 'react';
import { guardActions, piiKinds, type GuardPolicy, type GuardTopic } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import { SectionForm } from '../../forms/section-form.js';
import { useSaveSection } from './settings.js';

const topics = Object.keys(guardActions) as GuardTopic[];
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** The company's policy: for each topic what is done about a finding, weakest first. Agents can be stricter, never laxer. */
export function GuardForm({ saved, offBecause }: { saved: GuardPolicy; offBecause: string | null }) {
  const t = useText();
  const [draft, setDraft] = useState(saved);
  const [hosts, setHosts] = useState(saved.allowedHosts.join('\n'));
  const [canaries, setCanaries] = useState(saved.canaries.join('\n'));
  const save = useSaveSection('guardrails');
  const whole: GuardPolicy = { ...draft, allowedHosts: lines(hosts), canaries: lines(canaries) };
  const hostsMatter = draft.links !== 'off' || draft.images !== 'off';
  return (
    <SectionForm
      title={t('guards.policy')}
      help={t('guards.help')}
      saved={saved}
      draft={whole}
      onReset={() => {
        setDraft(saved);
        setHosts(saved.allowedHosts.join('\n'));
        setCanaries(saved.canaries.join('\n'));
      }}
      mutation={save}
      offBecause={offBecause}
    >
      {topics.map((topic) => (
        <Field key={topic} label={t(`guards.topic.${topic}`)} hint={t(`guards.topic.${topic}.hint`)}>
          {(link) => (
            <Select
              {...link}
              value={draft[topic]}
              onChange={(event) => setDraft({ ...draft, [topic]: event.target.value })}
            >
              {guardActions[topic].map((action) => (
                <option key={action} value={action}>
                  {t(`guards.action.${action}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      ))}
      {draft.injection !== 'off' && (
        <Field label={t('guards.threshold')} hint={t('guards.threshold.hint')}>
          {(link) => (
            <Input
              {...link}
              type="number"
              min={0.1}
              max={1}
              step={0.05}
              value={draft.injectionThreshold}
              onChange={(event) => setDraft({ ...draft, injectionThreshold: Number(event.target.value) })}
            />
          )}
        </Field>
      )}
      {draft.pii !== 'off' && (
        <fieldset>
          <legend className="mb-1.5 font-medium">{t('guards.pii')}</legend>
          <div className="flex flex-wrap gap-x-5 gap-y-2">
            {piiKinds.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`guards.pii.${kind}`)}
                checked={draft.piiKinds.includes(kind)}
                disabled={draft.piiKinds.length === 1 && draft.piiKinds[0] === kind}
                onChange={(event) =>
                  setDraft({
                    ...draft,
                    piiKinds: piiKinds.filter((each) =>
                      each === kind ? event.target.checked : draft.piiKinds.includes(each),
                    ),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
      )}
      {hostsMatter && (
        <Field label={t('guards.hosts')} optional hint={t('guards.hosts.hint')}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              spellCheck={false}
              className="font-mono text-meta"
              value={hosts}
              onChange={(event) => setHosts(event.target.value)}
            />
          )}
        </Field>
      )}
      {draft.secrets !== 'off' && (
        <Field label={t('guards.canaries')} optional hint={t('guards.canaries.hint')}>
          {(link) => (
            <Textarea
              {...link}
              rows={2}
              spellCheck={false}
              className="font-mono text-meta"
              value={canaries}
              onChange={(event) => setCanaries(event.target.value)}
            />
          )}
        </Field>
      )}
    </SectionForm>
  );
}
