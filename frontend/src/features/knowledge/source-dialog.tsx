import { useState } from 'react';
import { addKnowledgeSource, type KnowledgeBase } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { issuesByField } from '../agents/editor/agent-draft.js';
import { CredentialSelect } from '../tools/credential-select.js';
import { bodyOf, missingIn, newSource, sourceFields, sourceKinds, type SourceDraft } from './source-draft.js';

/** Another source: what it is, where it is, how often it is looked through. */
export function SourceDialog({ base, onClose }: { base: KnowledgeBase; onClose(): void }) {
  const t = useText();
  const [draft, setDraft] = useState<SourceDraft>(newSource);
  const [tried, setTried] = useState(false);
  const change = (part: Partial<SourceDraft>) => setDraft((now) => ({ ...now, ...part }));
  const add = useAct({
    run: () => call(addKnowledgeSource, { params: { id: base.id }, body: bodyOf(draft) }),
    done: ({ name }) => t('knowledge.source.added', { name }),
    changes: [['knowledge', base.id]],
    quiet: true,
    onDone: onClose,
  });
  const refused = issuesByField(add.error);
  const missing = tried ? missingIn(draft) : [];
  const problem = (name: string) =>
    missing.includes(name) ? t('form.required') : (refused[name] ?? refused[`config.${name}`]);
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('knowledge.source.add')}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" type="submit" form="add-source" busy={add.isPending && t('knowledge.source.adding')}>
            {t('knowledge.source.add')}
          </Button>
        </>
      }
    >
      <form
        id="add-source"
        noValidate
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (missingIn(draft).length === 0) add.mutate();
        }}
      >
        <Field label={t('knowledge.source.kind')}>
          {(link) => (
            <Select
              {...link}
              value={draft.kind}
              onChange={(event) => change({ kind: event.target.value as SourceDraft['kind'] })}
            >
              {sourceKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`knowledge.source.kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('knowledge.source.name')} error={problem('name')}>
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        {sourceFields[draft.kind].map(({ name, label, hint, optional }) => (
          <Field
            key={name}
            label={t(label)}
            error={problem(name)}
            {...(hint ? { hint: t(hint) } : {})}
            {...(optional ? { optional } : {})}
          >
            {(link) => (
              <Input
                {...link}
                value={draft[name]}
                maxLength={2000}
                spellCheck={false}
                onChange={(event) => change({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {draft.kind !== 'folder' && (
          <CredentialSelect
            value={draft.credential}
            error={problem('credential')}
            onChange={(credential) => change({ credential })}
          />
        )}
        <Field label={t('knowledge.source.every')}>
          {(link) => (
            <Select
              {...link}
              value={draft.everyMinutes}
              onChange={(event) => change({ everyMinutes: event.target.value as SourceDraft['everyMinutes'] })}
            >
              {(['60', '1440', '10080'] as const).map((each) => (
                <option key={each} value={each}>
                  {t(`knowledge.source.every.${each}`)}
                </option>
              ))}
              <option value="">{t('knowledge.source.every.never')}</option>
            </Select>
          )}
        </Field>
        <div>
          <Checkbox
            label={t('knowledge.doc.trust')}
            checked={draft.trusted}
            onChange={(event) => change({ trusted: event.target.checked })}
          />
          <p className="mt-1 ml-6 text-meta text-fg-3">{t('knowledge.doc.trust.hint')}</p>
        </div>
        {add.error && Object.keys(refused).length === 0 && <ErrorState title={t('error.notDone')} error={add.error} />}
      </form>
    </Dialog>
  );
}
