import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import {
  previewTemplate,
  publishTemplate,
  saveTemplateDraft,
  testTemplate,
  type NotificationTemplate,
  type TemplateContent,
  type TemplatePreview,
} from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useSession } from '../../app/session.js';
import { same } from '../../forms/same.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Code } from '../../ui/code.js';
import { Field, Input, Textarea } from '../../ui/field.js';
import { ErrorState, Skeleton } from '../../ui/states.js';
import { toast } from '../../ui/toast.js';

type Fields = Record<string, string>;
const rowsOf: Record<string, number> = { mjml: 22, blocks: 16, text: 5 };

/** The draft, and beside it what a receiver would see. Nothing typed is lost when somebody else saved meanwhile. */
export function TemplateEditor({ template }: { template: NotificationTemplate }) {
  const t = useText();
  const may = useMay('messageTemplates:write');
  const session = useSession();
  const queries = useQueryClient();
  const { event, channel } = template;
  const params = { event, channel };
  const [base, setBase] = useState(template);
  const [draft, setDraft] = useState<Fields>({ ...template.content });
  const dirty = !same(draft, base.content);
  // Rolled back or published elsewhere: what is not touched follows.
  if (!dirty && template.etag !== base.etag) {
    setBase(template);
    setDraft({ ...template.content });
  }
  const content = draft as unknown as TemplateContent;
  const took = (saved: NotificationTemplate) => {
    setBase(saved);
    queries.setQueryData(['wording', event, channel], saved);
  };
  const save = useAct({
    run: () => call(saveTemplateDraft, { params, headers: { 'if-match': base.etag }, body: { content } }),
    changes: [['wording']],
    quiet: true,
    onDone: took,
  });
  const publish = useAct({
    run: async () => {
      if (dirty) took(await call(saveTemplateDraft, { params, headers: { 'if-match': base.etag }, body: { content } }));
      return call(publishTemplate, { params, body: {} });
    },
    done: t('wording.published'),
    changes: [['wording']],
    quiet: true,
    onDone: took,
  });
  const mail = 'user' in session ? session.user.email : '';
  const test = useAct({
    run: () => call(testTemplate, { params, body: channel === 'email' ? { to: mail } : {} }),
    changes: [],
    onDone: ({ warnings }) =>
      warnings.length > 0 ? toast(warnings.join(' '), { tone: 'error' }) : toast(t('wording.tested')),
  });
  const refusal = publish.error ?? save.error;
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <Card>
        <form
          className="grid gap-4 p-4"
          onSubmit={(submitted) => {
            submitted.preventDefault();
            save.mutate();
          }}
        >
          {Object.entries(draft).map(([name, value]) => (
            <Field
              key={name}
              label={t(`wording.field.${name as 'text'}`)}
              hint={t(`wording.field.${name as 'text'}.hint`)}
            >
              {(link) => {
                const rest = {
                  ...link,
                  value,
                  spellCheck: name === 'text',
                  disabled: !may.ok,
                  onChange: (typed: { target: { value: string } }) =>
                    setDraft({ ...draft, [name]: typed.target.value }),
                };
                return name === 'subject' ? (
                  <Input {...rest} />
                ) : (
                  <Textarea {...rest} rows={rowsOf[name] ?? 4} className="font-mono text-meta" />
                );
              }}
            </Field>
          ))}
          {refusal && <ErrorState title={t('error.notDone')} error={refusal} />}
          <div className="flex flex-wrap justify-end gap-2">
            {dirty && <Button onClick={() => setDraft({ ...base.content })}>{t('save.reset')}</Button>}
            <Button
              icon={Send}
              offBecause={may.why ?? (dirty ? t('wording.saveFirst') : null)}
              busy={test.isPending && t('channels.sending')}
              onClick={() => test.mutate()}
            >
              {t('wording.test')}
            </Button>
            <Button
              type="submit"
              offBecause={may.why ?? (!dirty && t('save.nothing'))}
              busy={save.isPending && t('save.saving')}
            >
              {t('wording.save')}
            </Button>
            <Button
              look="ink"
              offBecause={may.why ?? (!dirty && !base.hasDraftChanges && t('save.nothing'))}
              busy={publish.isPending && t('save.saving')}
              onClick={() => publish.mutate()}
            >
              {t('wording.publish')}
            </Button>
          </div>
        </form>
      </Card>
      <Preview template={template} content={content} />
    </div>
  );
}

function Preview({
  template: { event, channel },
  content,
}: {
  template: NotificationTemplate;
  content: TemplateContent;
}) {
  const t = useText();
  const shown = useDeferredValue(content);
  const preview = useQuery({
    queryKey: ['wording-preview', event, channel, shown],
    queryFn: async ({ signal }) => {
      // One look for many keys pressed in a row.
      await new Promise((done) => setTimeout(done, 400));
      signal.throwIfAborted();
      return call(previewTemplate, { params: { event, channel }, body: { content: shown }, signal });
    },
    placeholderData: (before) => before,
    gcTime: 0,
  });
  return (
    <Card>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 p-4">
        <h2 className="font-semibold">{t('wording.preview')}</h2>
        {preview.error ? (
          <ErrorState title={t('error.title')} error={preview.error} onRetry={() => void preview.refetch()} />
        ) : preview.data ? (
          <Seen preview={preview.data} />
        ) : (
          <Skeleton rows={6} />
        )}
      </div>
    </Card>
  );
}

function Seen({ preview: { subject, html, text, blocks, problems } }: { preview: TemplatePreview }) {
  const t = useText();
  return (
    <>
      {problems.length > 0 && (
        <ul role="alert" className="grid gap-1 text-failed">
          {problems.map(({ path, message }, index) => (
            <li key={index}>
              {t(`wording.field.${path as 'text'}`)}: {message}
            </li>
          ))}
        </ul>
      )}
      {subject !== null && <p className="font-medium">{subject}</p>}
      {html && (
        // Nothing in it runs, and nothing leads out of it.
        <iframe
          title={t('wording.preview')}
          sandbox=""
          srcDoc={html}
          className="h-96 w-full rounded-sm border border-line bg-white"
        />
      )}
      {blocks !== null && <Code label={t('wording.preview')}>{JSON.stringify(blocks, null, 2)}</Code>}
      <div>
        <p className="mb-1 text-meta text-fg-3">{t('wording.field.text')}</p>
        <Code label={t('wording.field.text')}>{text}</Code>
      </div>
    </>
  );
}
