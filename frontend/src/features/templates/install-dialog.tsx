import { useState } from 'react';
import type { Template } from '#libs/contracts';
import { ApiProblem } from '../../app/problem.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { ParameterField } from './parameter-field.js';
import { useTemplateWords } from './template-words.js';
import { useTakeTemplate } from './use-take-template.js';

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Asks what a template cannot know, names what it needs, and makes it one's own. */
export function InstallDialog({ template, onClose }: { template: Template; onClose(): void }) {
  const t = useText();
  const words = useTemplateWords();
  const [name, setName] = useState(words.title(template));
  const [answers, setAnswers] = useState<Record<string, unknown>>(() =>
    Object.fromEntries(
      template.parameters.map(({ id, type, default: usual }) => [
        id,
        type === 'timezone' && template.source === 'platform' ? ownZone() : (usual ?? ''),
      ]),
    ),
  );
  const take = useTakeTemplate({ quiet: true });
  const issues = ApiProblem.is(take.error, 'TEMPLATE_PARAMETERS_INVALID') ? take.error.issues : [];
  const faultOf = (id: string) => issues.find(({ path }) => path === `parameters.${id}`)?.message;
  const { agents, tools, knowledge, prompts } = template.brings;
  const brings = [...agents, ...tools, ...knowledge, ...prompts];
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('templates.install.title', { name: words.title(template) })}
      description={t('templates.install.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="install" busy={take.isPending && t('builder.new.busy')}>
            {t('templates.install.do')}
          </Button>
        </>
      }
    >
      <form
        id="install"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          const given = Object.entries(answers).filter(([, value]) => value !== '' && value !== null);
          const wish = name.trim();
          take.mutate({ template, parameters: Object.fromEntries(given), ...(wish === '' ? {} : { name: wish }) });
        }}
      >
        <Field label={t('templates.install.name')}>
          {(link) => <Input {...link} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />}
        </Field>
        {template.parameters.map((parameter) => (
          <ParameterField
            key={parameter.id}
            parameter={parameter}
            label={words.question(template, parameter)}
            value={answers[parameter.id]}
            error={faultOf(parameter.id)}
            onChange={(value) => setAnswers((now) => ({ ...now, [parameter.id]: value }))}
          />
        ))}
        {brings.length > 0 && (
          <p className="text-meta text-fg-2">{t('templates.install.brings', { what: brings.join(', ') })}</p>
        )}
        {template.needs.length > 0 && (
          <div>
            <p className="font-medium">{t('templates.install.needs')}</p>
            <ul className="mt-1 list-disc pl-5 text-meta text-fg-2">
              {template.needs.map((need) => (
                <li key={need.name}>
                  {need.name}: {need.help}
                </li>
              ))}
            </ul>
          </div>
        )}
        {take.error && issues.length === 0 && <ErrorState title={t('error.notDone')} error={take.error} />}
      </form>
    </Dialog>
  );
}
