import { useState } from 'react';
import { deleteConversation, updateConversation, type Conversation } from '#libs/contracts';
import { useAct } from '../../../app/act.js';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Confirm } from '../../../ui/confirm.js';
import { Dialog } from '../../../ui/dialog.js';
import { Field, Input } from '../../../ui/field.js';
import { ErrorState } from '../../../ui/states.js';

export function RenameConversation({ conversation, onClose }: { conversation: Conversation; onClose(): void }) {
  const t = useText();
  const [title, setTitle] = useState(conversation.title);
  const save = useAct({
    run: () => call(updateConversation, { params: { id: conversation.id }, body: { title: title.trim() } }),
    done: t('save.done'),
    changes: [['conversations'], ['conversation', conversation.id]],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('chat.rename.title')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="rename-conversation" busy={save.isPending && t('save.saving')}>
            {t('save.do')}
          </Button>
        </>
      }
    >
      <form
        id="rename-conversation"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim() !== '') save.mutate();
        }}
      >
        <Field label={t('chat.title')} error={title.trim() === '' ? t('form.required') : undefined}>
          {(link) => (
            <Input
              {...link}
              autoFocus
              maxLength={200}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        {save.error && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}

export function DeleteConversation({
  conversation,
  onClose,
  onDone,
}: {
  conversation: Conversation;
  onClose(): void;
  onDone(): void;
}) {
  const t = useText();
  const remove = useAct({
    run: () => call(deleteConversation, { params: { id: conversation.id } }),
    done: t('chat.deleted'),
    changes: [['conversations']],
    quiet: true,
    onDone,
  });
  return (
    <Confirm
      title={t('chat.delete.title', { title: conversation.title })}
      help={t('chat.delete.help')}
      act={t('chat.delete')}
      acting={t('do.removing')}
      mutation={remove}
      onClose={onClose}
    />
  );
}
