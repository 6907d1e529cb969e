import { useState } from 'react';
import { createWidget, listAgents, listWorkflows, updateWidget, webOrigin, type Widget } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useList } from '../../app/queries.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { CopyText } from '../../ui/copy-text.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

const lines = (text: string) => [...new Set(text.split(/[\s,]+/).filter((each) => each !== ''))];

/** Makes a chat widget or changes it; one that is there shows its snippet. */
export function WidgetDialog({ widget, onClose }: { widget: Widget | undefined; onClose(): void }) {
  const t = useText();
  const [made, setMade] = useState(widget);
  const [target, setTarget] = useState('');
  const [name, setName] = useState(widget?.name ?? '');
  const [title, setTitle] = useState(widget?.title ?? '');
  const [greeting, setGreeting] = useState(widget?.greeting ?? '');
  const [language, setLanguage] = useState(widget?.language ?? 'en');
  const [origins, setOrigins] = useState(widget?.origins.join('\n') ?? '');
  const [perMinute, setPerMinute] = useState(widget?.perMinute ?? 60);
  const [tried, setTried] = useState(false);
  const wrong = {
    target: !made && target === '' && t('form.required'),
    name: name.trim() === '' && t('form.required'),
    origins: lines(origins).some((each) => !webOrigin.safeParse(each).success) && t('widgets.origins.wrong'),
  };
  const fields = {
    name: name.trim(),
    greeting: greeting.trim(),
    language,
    origins: lines(origins),
    perMinute,
    ...(title.trim() === '' ? {} : { title: title.trim() }),
  };
  const save = useAct({
    run: () => {
      const [kind, id = ''] = target.split(' ');
      return made
        ? call(updateWidget, { params: { id: made.id }, body: fields })
        : call(createWidget, { body: { ...fields, target: { kind: kind as Widget['target']['kind'], id } } });
    },
    done: t('expose.saved'),
    changes: [['widgets']],
    quiet: true,
    onDone: (now) => (made ? onClose() : setMade(now)),
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={made ? t('do.changeIt', { what: made.name }) : t('widgets.add.title')}
      description={t('widgets.add.help')}
      actions={
        <>
          <Button onClick={onClose}>{t(made && !widget ? 'do.close' : 'do.cancel')}</Button>
          <Button look="ink" type="submit" form="widget" busy={save.isPending && t('save.saving')}>
            {t(made ? 'save.do' : 'widgets.add')}
          </Button>
        </>
      }
    >
      <form
        id="widget"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!wrong.target && !wrong.name && !wrong.origins) save.mutate();
        }}
      >
        {made ? (
          <CopyText label={t('widgets.snippet')} text={made.snippet} />
        ) : (
          <TargetSelect value={target} error={tried && wrong.target ? wrong.target : undefined} onChange={setTarget} />
        )}
        <Field label={t('widgets.name')} error={tried && wrong.name ? wrong.name : undefined}>
          {(link) => <Input {...link} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field
          label={t('widgets.origins')}
          hint={t('widgets.origins.hint')}
          error={tried ? wrong.origins || undefined : undefined}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              spellCheck={false}
              placeholder="https://shop.example"
              value={origins}
              onChange={(event) => setOrigins(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('widgets.heading')} optional>
          {(link) => (
            <Input {...link} value={title} maxLength={60} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        <Field label={t('widgets.greeting')} optional>
          {(link) => (
            <Textarea
              {...link}
              rows={2}
              maxLength={500}
              value={greeting}
              onChange={(event) => setGreeting(event.target.value)}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('widgets.language')}>
            {(link) => (
              <Select
                {...link}
                value={language}
                onChange={(event) => setLanguage(event.target.value as Widget['language'])}
              >
                <option value="en">English</option>
                <option value="de">Deutsch</option>
              </Select>
            )}
          </Field>
          <Field label={t('widgets.perMinute')}>
            {(link) => (
              <Input
                {...link}
                type="number"
                min={1}
                max={6000}
                value={perMinute}
                onChange={(event) => setPerMinute(Number(event.target.value))}
              />
            )}
          </Field>
        </div>
        {save.error && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}

function TargetSelect({
  value,
  error,
  onChange,
}: {
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}) {
  const t = useText();
  const agents = useList(['agents'], listAgents, { query: { limit: 200, status: 'active' } });
  const workflows = useList(['workflows'], listWorkflows, { query: { limit: 200 } });
  const groups = [
    ['workflow', (workflows.items ?? []).filter(({ publishedVersion }) => publishedVersion !== null)],
    ['agent', agents.items ?? []],
  ] as const;
  return (
    <Field label={t('expose.what')} hint={t('widgets.target.hint')} error={error}>
      {(link) => (
        <Select {...link} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t('expose.choose')}</option>
          {groups.map(([kind, things]) => (
            <optgroup key={kind} label={t(`expose.${kind}s`)}>
              {things.map(({ id, name }) => (
                <option key={id} value={`${kind} ${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}
