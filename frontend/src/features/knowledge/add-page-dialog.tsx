import { useState } from 'react';
import { addKnowledgeDocuments, type KnowledgeBase } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call, type CallInput } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { issuesByField } from '../agents/editor/agent-draft.js';

/** One page of the web as a document. */
export function AddPageDialog({ base, onClose }: { base: KnowledgeBase; onClose(): void }) {
  const t = useText();
  const [url, setUrl] = useState('');
  const add = useAct({
    run: () =>
      call(addKnowledgeDocuments, {
        params: { id: base.id },
        body: { url: url.trim() },
      } as unknown as CallInput<typeof addKnowledgeDocuments>),
    done: t('knowledge.doc.uploaded', { count: 1 }),
    changes: [['knowledge']],
    quiet: true,
    onDone: onClose,
  });
  const refused = issuesByField(add.error);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('knowledge.doc.page')}
      description={t('knowledge.doc.page.help')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="add-page" busy={add.isPending && t('knowledge.doc.page.adding')}>
            {t('knowledge.doc.page.add')}
          </Button>
        </>
      }
    >
      <form
        id="add-page"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        <Field label={t('knowledge.doc.page.url')} error={refused['url']}>
          {(link) => (
            <Input
              {...link}
              autoFocus
              type="url"
              placeholder="https://"
              value={url}
              maxLength={2000}
              onChange={(event) => setUrl(event.target.value)}
            />
          )}
        </Field>
        {add.error && refused['url'] === undefined && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
