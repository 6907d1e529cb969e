import { useState } from 'react';
import { createMemory, memoryKind, updateMemory, type Memory } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import type { MemoryScope } from './memory-scope.js';

/** The end of a day, as the reader's clock has it. */
const endOf = (day: string): string => new Date(`${day}T23:59:59`).toISOString();
const dayOf = (at: string | null): string => (at === null ? '' : new Date(at).toLocaleDateString('sv'));

/** Something to keep, or a correction of what is kept. */
export function MemoryDialog({
  scope,
  memory,
  onClose,
}: {
  scope: MemoryScope;
  memory: Memory | undefined;
  onClose(): void;
}) {
  const t = useText();
  const [draft, setDraft] = useState({
    content: memory?.content ?? '',
    kind: memory?.kind ?? ('fact' as const),
    until: dayOf(memory?.expiresAt ?? null),
  });
  const [tried, setTried] = useState(false);
  const content = draft.content.trim();
  const save = useAct({
    run: () => {
      const expiresAt = draft.until === '' ? null : endOf(draft.until);
      const body = { content, kind: draft.kind, expiresAt };
      return memory
        ? call(updateMemory, { params: { id: memory.id }, body })
        : call(createMemory, { body: { ...scope, ...body } });
    },
    done: t('save.done'),
    changes: [['memories']],
    quiet: true,
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t(memory ? 'memory.edit' : 'memory.add')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="memory" busy={save.isPending && t('memory.saving')}>
            {t('memory.save')}
          </Button>
        </>
      }
    >
      <form
        id="memory"
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (content !== '') save.mutate();
        }}
      >
        <Field label={t('memory.content')} error={tried && content === '' ? t('form.required') : undefined}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              maxLength={2000}
              value={draft.content}
              onChange={(event) => setDraft({ ...draft, content: event.target.value })}
            />
          )}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('memory.kind')}>
            {(link) => (
              <Select
                {...link}
                value={draft.kind}
                onChange={(event) => setDraft({ ...draft, kind: memoryKind.parse(event.target.value) })}
              >
                {memoryKind.options.map((each) => (
                  <option key={each} value={each}>
                    {t(`memory.kind.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label={t('memory.until')} optional hint={t('memory.until.hint')}>
            {(link) => (
              <Input
                {...link}
                type="date"
                value={draft.until}
                onChange={(event) => setDraft({ ...draft, until: event.target.value })}
              />
            )}
          </Field>
        </div>
        {save.error && <ErrorState title={t('error.notDone')} error={save.error} />}
      </form>
    </Dialog>
  );
}
