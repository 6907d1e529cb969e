import { useState } from 'react';
import { knowledgeLanguages, roles, updateKnowledgeBase, type KnowledgeBase, type Role } from '#libs/contracts';
import { useAct } from '../../app/act.js';
import { call } from '../../app/call.js';
import { useMay } from '../../app/may.js';
import { useLanguage } from '../../text/language.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { Field, Input, Select, Textarea } from '../../ui/field.js';
import { ErrorState } from '../../ui/states.js';
import { issuesByField } from '../agents/editor/agent-draft.js';
import { ModelInput } from '../models/model-input.js';

type Language = KnowledgeBase['language'];

/** Tags of the languages, for their names in the reader's own. */
const tags: Record<Language, string> = {
  english: 'en',
  german: 'de',
  french: 'fr',
  spanish: 'es',
  italian: 'it',
  portuguese: 'pt',
  dutch: 'nl',
  danish: 'da',
  finnish: 'fi',
  norwegian: 'no',
  swedish: 'sv',
  hungarian: 'hu',
  romanian: 'ro',
  russian: 'ru',
  turkish: 'tr',
  arabic: 'ar',
  greek: 'el',
  tamil: 'ta',
};

/** Who may read it, and how it searches. What a change asks for is done in the background. */
export function BaseSettings({ base }: { base: KnowledgeBase }) {
  const t = useText();
  const may = useMay('knowledge:write');
  const { language: spoken } = useLanguage();
  const names = new Intl.DisplayNames([spoken], { type: 'language' });
  const [draft, setDraft] = useState(() => draftOf(base));
  const change = (part: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...part }));
  const save = useAct({
    run: () => call(updateKnowledgeBase, { params: { id: base.id }, body: bodyOf(draft) }),
    done: t('knowledge.settings.saved'),
    changes: [['knowledge']],
    quiet: true,
  });
  const refused = issuesByField(save.error);
  return (
    <Card>
      <form
        noValidate
        className="grid max-w-(--read-max) gap-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Field label={t('knowledge.name')} error={refused['name']}>
          {(link) => (
            <Input
              {...link}
              value={draft.name}
              maxLength={100}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('knowledge.description')} optional hint={t('knowledge.description.hint')}>
          {(link) => (
            <Textarea
              {...link}
              rows={3}
              value={draft.description}
              maxLength={2000}
              onChange={(event) => change({ description: event.target.value })}
            />
          )}
        </Field>
        <Field
          label={t('knowledge.settings.readRole')}
          hint={t('knowledge.settings.readRole.hint')}
          error={refused['readRole']}
        >
          {(link) => (
            <Select
              {...link}
              value={draft.readRole}
              onChange={(event) => change({ readRole: event.target.value as Role })}
            >
              {roles.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('knowledge.settings.language')} hint={t('knowledge.settings.language.hint')}>
          {(link) => (
            <Select
              {...link}
              value={draft.language}
              onChange={(event) => change({ language: event.target.value as Language })}
            >
              {knowledgeLanguages.map((each) => (
                <option key={each} value={each}>
                  {names.of(tags[each]) ?? each}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          label={t('knowledge.settings.chunk')}
          hint={t('knowledge.settings.chunk.hint')}
          error={refused['chunkChars']}
        >
          {(link) => (
            <Input
              {...link}
              inputMode="numeric"
              value={draft.chunkChars}
              onChange={(event) => change({ chunkChars: event.target.value })}
            />
          )}
        </Field>
        <ModelInput
          label={t('knowledge.settings.embedding')}
          optional
          hint={t('knowledge.settings.embedding.hint')}
          {...(refused['embeddingModel'] ? { error: refused['embeddingModel'] } : {})}
          value={draft.embeddingModel}
          fits={(model) => model.embeddings}
          onChange={(embeddingModel) => change({ embeddingModel })}
        />
        <ModelInput
          label={t('knowledge.settings.rerank')}
          optional
          hint={t('knowledge.settings.rerank.hint')}
          value={draft.rerankModel}
          fits={(model) => !model.embeddings}
          onChange={(rerankModel) => change({ rerankModel })}
        />
        {save.error && Object.keys(refused).length === 0 && (
          <ErrorState title={t('error.notDone')} error={save.error} />
        )}
        <div>
          <Button look="ink" type="submit" offBecause={may.why} busy={save.isPending && t('knowledge.settings.saving')}>
            {t('knowledge.settings.save')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

const draftOf = (base: KnowledgeBase) => ({
  name: base.name,
  description: base.description,
  readRole: base.readRole,
  language: base.language,
  chunkChars: String(base.chunkChars),
  embeddingModel: base.embeddingModel ?? '',
  rerankModel: base.rerankModel ?? '',
});

const bodyOf = (draft: ReturnType<typeof draftOf>) => ({
  ...draft,
  name: draft.name.trim(),
  chunkChars: Number(draft.chunkChars),
  embeddingModel: draft.embeddingModel.trim() || null,
  rerankModel: draft.rerankModel.trim() || null,
});
