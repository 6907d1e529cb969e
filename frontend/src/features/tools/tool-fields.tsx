import { toolEffects, toolRisks } from '#libs/contracts';
import { useText } from '../../text/text.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import type { FormLink } from './form-link.js';
import type { ToolDraft } from './tool-draft.js';

/** What people and models call it, and are told about it. */
export function NameFields({ link }: { link: FormLink }) {
  const t = useText();
  const { draft, set, errorOf } = link;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('tools.field.called')} hint={t('tools.field.called.hint')} error={errorOf('name')}>
          {(field) => (
            <Input
              {...field}
              value={draft.name}
              maxLength={64}
              spellCheck={false}
              className="font-mono text-meta"
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('tools.field.title')} optional error={errorOf('title')}>
          {(field) => (
            <Input
              {...field}
              value={draft.title}
              maxLength={200}
              onChange={(event) => set({ title: event.target.value })}
            />
          )}
        </Field>
      </div>
      <Field
        label={t('tools.field.description')}
        hint={t('tools.field.description.hint')}
        error={errorOf('description')}
      >
        {(field) => (
          <Textarea
            {...field}
            rows={3}
            maxLength={4000}
            value={draft.description}
            onChange={(event) => set({ description: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** What a call may do: it decides whether it is repeated, and who asks first. */
export function FactFields({ link, isNew }: { link: FormLink; isNew: boolean }) {
  const t = useText();
  const { draft, set, errorOf } = link;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('tools.effect')} hint={t('tools.effect.hint')} error={errorOf('effect')}>
          {(field) => (
            <Select
              {...field}
              value={draft.effect}
              onChange={(event) => set({ effect: event.target.value as ToolDraft['effect'] })}
            >
              {isNew && <option value="">{t('tools.usual')}</option>}
              {toolEffects.options.map((each) => (
                <option key={each} value={each}>
                  {t(`tools.effect.${each}.long`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('tools.risk')} hint={t('tools.risk.hint')}>
          {(field) => (
            <Select
              {...field}
              value={draft.risk}
              onChange={(event) => set({ risk: event.target.value as ToolDraft['risk'] })}
            >
              {toolRisks.options.map((each) => (
                <option key={each} value={each}>
                  {t(`tools.risk.${each}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('tools.field.outside')} hint={t('tools.field.outside.hint')}>
          {(field) => (
            <Select
              {...field}
              value={draft.outside}
              onChange={(event) => set({ outside: event.target.value as ToolDraft['outside'] })}
            >
              {isNew && <option value="">{t('tools.usual')}</option>}
              <option value="yes">{t('tools.yes')}</option>
              <option value="no">{t('tools.no')}</option>
            </Select>
          )}
        </Field>
        <Field label={t('tools.field.seconds')} error={errorOf('seconds', 'timeoutMs')}>
          {(field) => (
            <Input
              {...field}
              inputMode="decimal"
              value={draft.seconds}
              onChange={(event) => set({ seconds: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div>
        <Checkbox
          label={t('tools.field.async')}
          checked={draft.async}
          onChange={(event) => set({ async: event.target.checked })}
        />
      </div>
    </>
  );
}
