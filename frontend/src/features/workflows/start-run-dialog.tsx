import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { getVersion, getWorkflow, startRun } from '#libs/contracts';
import { call } from '../../app/call.js';
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
import { Dialog } from '../../ui/dialog.js';
import { Field, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { ErrorState, Skeleton } from '../../ui/states.js';

type Mode = 'form' | 'json';

/** Asks for the input of a run and starts it: a form from the workflow's own schema, or JSON. */
export function StartRunDialog({
  workflow,
  input,
  onClose,
}: {
  workflow: { id: string; name: string };
  /** Of an earlier run, to begin with. */
  input?: unknown;
  onClose(): void;
}) {
  const t = useText();
  const published = useQuery({
    queryKey: ['workflow', workflow.id, 'published'],
    async queryFn({ signal }) {
      const now = await call(getWorkflow, { params: { id: workflow.id }, signal });
      if (now.publishedVersion === null)
        throw new ApiProblem('WORKFLOW_NOT_PUBLISHED', 409, t('workflow.run.unpublished'));
      return call(getVersion, { params: { id: workflow.id, version: now.publishedVersion }, signal });
    },
    retry: false,
  });
  if (!published.data)
    return (
      <Dialog
        open
        onClose={onClose}
        title={t('start.title', { name: workflow.name })}
        actions={<Button onClick={onClose}>{t('do.close')}</Button>}
      >
        {published.error ? (
          <ErrorState title={t('error.title')} error={published.error} onRetry={() => void published.refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
      </Dialog>
    );
  return (
    <InputForm
      workflow={workflow}
      version={published.data.version}
      schema={published.data.definition.inputs as JsonSchema | undefined}
      input={input}
      onClose={onClose}
    />
  );
}

function InputForm({
  workflow,
  version,
  schema,
  input,
  onClose,
}: {
  workflow: { id: string; name: string };
  version: number;
  schema: JsonSchema | undefined;
  input: unknown;
  onClose(): void;
}) {
  const t = useText();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const fields = fieldsOf(schema);
  const [mode, setMode] = useState<Mode>(fields.length > 0 ? 'form' : 'json');
  const [draft, setDraft] = useState<Draft>(() => draftOf(fields, input));
  const [text, setText] = useState(() => JSON.stringify(input ?? {}, null, 2));
  const [problems, setProblems] = useState<Record<string, FieldProblem | string>>({});
  const file = useRef<HTMLInputElement>(null);
  const start = useMutation({
    mutationFn: (value: unknown) =>
      call(startRun, { params: { id: workflow.id }, query: {}, body: { input: value, trigger: 'trigger.manual' } }),
    async onSuccess(run) {
      void queries.invalidateQueries({ queryKey: ['runs'] });
      onClose();
      await navigate({ to: '/runs/$id', params: { id: run.id }, search: {} });
    },
    onError(error) {
      if (ApiProblem.is(error))
        setProblems(
          Object.fromEntries(error.issues.map((issue) => [issue.path.replace(/^input\./, ''), issue.message])),
        );
    },
  });
  const submit = () => {
    if (mode === 'json') {
      try {
        start.mutate(JSON.parse(text));
      } catch (error) {
        setProblems({ '': t('start.notJson', { why: error instanceof Error ? error.message : '' }) });
      }
      return;
    }
    const { values, problems: found } = valuesOf(fields, draft);
    setProblems(found);
    if (Object.keys(found).length === 0) start.mutate(values);
  };
  const change = (next: Mode) => {
    if (next === 'json') setText(JSON.stringify(valuesOf(fields, draft).values, null, 2));
    else setDraft(draftOf(fields, parsed(text)));
    setProblems({});
    setMode(next);
  };
  const textProblem = problems[''];
  return (
    <Dialog
      open
      onClose={onClose}
      wide
      title={t('start.title', { name: workflow.name })}
      description={t('start.help', { version })}
      actions={
        <>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button look="ink" busy={start.isPending && t('start.busy')} onClick={submit}>
            {t('start.submit')}
          </Button>
        </>
      }
    >
      <div className="grid gap-4">
        {fields.length > 0 && (
          <div className="flex flex-wrap items-center gap-2">
            <Segmented
              label={t('start.input')}
              value={mode}
              onChange={change}
              options={[
                { value: 'form', label: t('start.form') },
                { value: 'json', label: t('start.json') },
              ]}
            />
          </div>
        )}
        {mode === 'form' ? (
          <SchemaFields
            fields={fields}
            draft={draft}
            problems={problems}
            onChange={(name, value) => setDraft((before) => ({ ...before, [name]: value }))}
          />
        ) : (
          <>
            <Field label={t('start.input')} error={typeof textProblem === 'string' ? textProblem : undefined}>
              {(link) => (
                <Textarea
                  {...link}
                  rows={12}
                  spellCheck={false}
                  className="font-mono text-meta"
                  value={text}
                  onChange={(event) => setText(event.target.value)}
                />
              )}
            </Field>
            <div>
              <input
                ref={file}
                type="file"
                accept=".json,application/json"
                hidden
                onChange={(event) => void event.target.files?.[0]?.text().then(setText)}
              />
              <Button size="sm" icon={FileUp} onClick={() => file.current?.click()}>
                {t('start.file')}
              </Button>
            </div>
          </>
        )}
        {start.error && <ErrorState title={t('error.title')} error={start.error} />}
      </div>
    </Dialog>
  );
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
