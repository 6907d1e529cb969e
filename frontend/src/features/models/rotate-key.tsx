import { useState } from 'react';
import { rotateProvider, type AiProvider } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, PasswordInput, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { isSecret, settingFields } from './provider-settings.js';

const spans = ['PT0S', 'PT1H', 'P1D', 'P7D'] as const;

/** A new key in place of the old one, which helps out for a while so that nothing stops. */
export function RotateKey({ provider, offBecause }: { provider: AiProvider; offBecause: string | null }) {
  const t = useText();
  const secrets = settingFields(provider.provider).filter(isSecret);
  const [typed, setTyped] = useState<Record<string, string>>({});
  const [keep, setKeep] = useState<(typeof spans)[number]>('P1D');
  const rotate = useAct({
    run: () => call(rotateProvider, { params: { id: provider.id }, body: { settings: typed, keepPreviousFor: keep } }),
    done: t('providers.rotate.done'),
    changes: [['ai']],
    quiet: true,
    onDone: () => setTyped({}),
  });
  if (secrets.length === 0) return null;
  const filled = Object.values(typed).some((value) => value !== '');
  return (
    <Card
      title={t('providers.rotate')}
      action={provider.hint && <span className="font-mono text-fg-3">…{provider.hint}</span>}
    >
      <form
        className="grid gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (filled) rotate.mutate();
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          {secrets.map((field) => (
            <Field key={field.name} label={field.label} hint={t('providers.rotate.hint')}>
              {(link) => (
                <PasswordInput
                  {...link}
                  autoComplete="off"
                  value={typed[field.name] ?? ''}
                  onChange={(event) => setTyped({ ...typed, [field.name]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Field label={t('providers.rotate.keep')} hint={t('providers.rotate.keep.hint')}>
            {(link) => (
              <Select {...link} value={keep} onChange={(event) => setKeep(event.target.value as typeof keep)}>
                {spans.map((span) => (
                  <option key={span} value={span}>
                    {t(`providers.rotate.${span}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        {rotate.error && <ErrorState title={t('error.notDone')} error={rotate.error} />}
        <div className="flex justify-end">
          <Button
            type="submit"
            offBecause={offBecause ?? (!filled && t('providers.rotate.empty'))}
            busy={rotate.isPending && t('providers.rotating')}
          >
            {t('providers.rotate.do')}
          </Button>
        </div>
      </form>
    </Card>
  );
}
