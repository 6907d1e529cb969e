import { useState } from 'react';
import type { InboxItem } from '#libs/contracts';
import { ApiProblem } from '../../app/problem.js';
import {
  draftOf,
  fieldsOf,
  valuesOf,
  type Draft,
  type FieldProblem,
  type JsonSchema,
} from '../../forms/json-schema.js';
import { SchemaFields } from '../../forms/schema-fields.js';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import type { Answering } from './answer-bar.js';
import { useKeptDraft } from './use-kept-draft.js';

/** A form that the workflow describes by a JSON schema. */
export function FormAnswer({ item, answering }: { item: InboxItem; answering: Answering }) {
  const t = useText();
  const fields = fieldsOf((item.schema ?? undefined) as JsonSchema | undefined);
  const kept = useKeptDraft(item.id, answering.why === null);
  const [typed, setTyped] = useState<Draft | null>(null);
  const draft = typed ?? draftOf(fields, kept.values ?? undefined);
  const [problems, setProblems] = useState<Record<string, FieldProblem>>({});
  const refused = ApiProblem.is(answering.error)
    ? Object.fromEntries(answering.error.issues.map((issue) => [issue.path.replace(/^values\./, ''), issue.message]))
    : {};
  const send = () => {
    const { values, problems: found } = valuesOf(fields, draft);
    setProblems(found);
    if (Object.keys(found).length === 0) answering.send({ values });
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!answering.why) send();
      }}
    >
      <div className="-mx-1 max-h-[42vh] max-w-(--read-max) overflow-y-auto px-1 py-1">
        <SchemaFields
          fields={fields}
          draft={draft}
          problems={{ ...refused, ...problems }}
          onChange={(name, value) => {
            const next = { ...draft, [name]: value };
            setTyped(next);
            kept.keep(next);
          }}
        />
      </div>
      <div className="mt-3 flex items-center justify-end gap-3">
        {kept.saved !== 'no' && (
          <span role="status" className="text-meta text-fg-3">
            {t(kept.saved === 'saving' ? 'save.saving' : 'inbox.draft.kept')}
          </span>
        )}
        <Button
          look="ink"
          type="submit"
          offBecause={answering.why}
          busy={answering.sending !== undefined && t('inbox.submitting')}
        >
          {t('inbox.submit')}
        </Button>
      </div>
    </form>
  );
}
