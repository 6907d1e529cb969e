import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { publishPrompt, type Prompt } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';

/** What the server found in the saved draft. */
export function PromptProblems({ prompt, stale }: { prompt: Prompt; stale: boolean }) {
  const t = useText();
  if (prompt.problems.length === 0) return null;
  return (
    <ul aria-label={t('prompts.problems')} className="grid gap-1">
      {prompt.problems.map((problem) => (
        <li key={problem.path + problem.code} className="flex gap-2 text-fg-2">
          <TriangleAlert
            aria-hidden
            className={
              problem.severity === 'error' ? 'mt-0.5 size-4 text-failed-solid' : 'mt-0.5 size-4 text-waiting-solid'
            }
            strokeWidth={1.75}
          />
          <span>
            <code className="text-meta">{problem.path}</code> {problem.message}
            {stale && <span className="text-fg-3"> ({t('prompts.problems.stale')})</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Freezes the draft as the next version. */
export function PublishPrompt({ prompt, onClose, onDone }: { prompt: Prompt; onClose(): void; onDone(): void }) {
  const t = useText();
  const [note, setNote] = useState('');
  const next = (prompt.publishedVersion ?? 0) + 1;
  const publish = useAct({
    run: () =>
      call(publishPrompt, { params: { id: prompt.id }, body: note.trim() === '' ? {} : { note: note.trim() } }),
    done: (made) => t('prompts.published', { version: made.version }),
    changes: [['prompts']],
    quiet: true,
    onDone() {
      onDone();
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('prompts.publish.title', { name: prompt.name })}
      description={t('prompts.publish.help', { version: next })}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" busy={publish.isPending && t('workflow.publishing')} onClick={() => publish.mutate()}>
            {t('prompts.publish')}
          </Button>
        </>
      }
    >
      <Field label={t('workflow.publish.note')} optional>
        {(link) => <Input {...link} value={note} maxLength={500} onChange={(event) => setNote(event.target.value)} />}
      </Field>
      {publish.error && <ErrorState title={t('error.notDone')} error={publish.error} />}
    </Dialog>
  );
}
