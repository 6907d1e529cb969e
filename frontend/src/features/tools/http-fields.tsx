import type { Schema } from '#libs/workflow';
import { useText } from '../../text/text.js';
import { Checkbox, Field, Input, Select } from '../../ui/field.js';
import type { Names } from '../workflows/panel/completion.js';
import { CodeField, type CodeMode } from '../workflows/panel/code-field.js';
import { CredentialSelect } from './credential-select.js';
import type { FormLink } from './form-link.js';
import { PairRows } from './pair-rows.js';
import type { ToolDraft } from './tool-draft.js';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** A call of a web address; every text may hold expressions over the input. */
export function HttpFields({ link }: { link: FormLink }) {
  const t = useText();
  const { draft, set, errorOf } = link;
  const input = namesOf(draft, {});
  const answer = namesOf(draft, { status: { type: 'integer' }, headers: { type: 'object' }, body: {} });
  return (
    <>
      <div className="grid grid-cols-[7rem_minmax(0,1fr)] gap-4">
        <Field label={t('tools.http.method')}>
          {(field) => (
            <Select
              {...field}
              value={draft.method}
              onChange={(event) => set({ method: event.target.value as ToolDraft['method'] })}
            >
              {methods.map((method) => (
                <option key={method}>{method}</option>
              ))}
            </Select>
          )}
        </Field>
        <Template
          label={t('tools.http.url')}
          hint={t('tools.http.url.hint')}
          error={errorOf('url', 'definition\\.url')}
          value={draft.url}
          names={input}
          placeholder="https://api.example.com/orders/{{ input.id }}"
          onChange={(url) => set({ url })}
        />
      </div>
      <CredentialSelect
        value={draft.credential}
        error={errorOf('credential', 'definition\\.credential', 'credential')}
        onChange={(credential) => set({ credential })}
      />
      <PairRows
        label={t('tools.http.query')}
        pairs={draft.query}
        error={errorOf('query', 'definition\\.query')}
        onChange={(query) => set({ query })}
      />
      <PairRows
        label={t('tools.http.headers')}
        pairs={draft.headers}
        error={errorOf('headers', 'definition\\.headers')}
        onChange={(headers) => set({ headers })}
      />
      {draft.method !== 'GET' && (
        <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_9rem]">
          <Template
            label={t('tools.http.body')}
            optional
            hint={draft.bodyAs === 'text' ? undefined : t('tools.http.body.hint')}
            error={errorOf('body', 'definition\\.body')}
            mode={draft.bodyAs === 'text' ? 'template' : 'json'}
            lines={5}
            value={draft.body}
            names={input}
            onChange={(body) => set({ body })}
          />
          <Field label={t('tools.http.bodyAs')}>
            {(field) => (
              <Select
                {...field}
                value={draft.bodyAs}
                onChange={(event) => set({ bodyAs: event.target.value as ToolDraft['bodyAs'] })}
              >
                {(['json', 'form', 'text'] as const).map((each) => (
                  <option key={each} value={each}>
                    {t(`tools.http.bodyAs.${each}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
      )}
      <Template
        label={t('tools.http.output')}
        optional
        hint={t('tools.http.output.hint')}
        error={errorOf('output', 'definition\\.output')}
        mode="json"
        lines={3}
        value={draft.output}
        names={answer}
        onChange={(output) => set({ output })}
      />
      <Field
        label={t('tools.http.accept')}
        hint={t('tools.http.accept.hint')}
        error={errorOf('accept', 'definition\\.acceptStatus')}
      >
        {(field) => <Input {...field} value={draft.accept} onChange={(event) => set({ accept: event.target.value })} />}
      </Field>
      <div>
        <Checkbox
          label={t('tools.http.idempotent')}
          checked={draft.idempotent}
          onChange={(event) => set({ idempotent: event.target.checked })}
        />
      </div>
    </>
  );
}

function Template({
  label,
  optional,
  hint,
  error,
  mode = 'template',
  ...code
}: {
  label: string;
  optional?: boolean;
  hint?: string | undefined;
  error: string | undefined;
  mode?: CodeMode;
  lines?: number;
  value: string;
  names: Names;
  placeholder?: string;
  onChange(value: string): void;
}) {
  return (
    <Field label={label} optional={optional ?? false} hint={hint} error={error}>
      {(field) => (
        <CodeField
          {...code}
          id={field.id}
          label={label}
          mode={mode}
          describedBy={field['aria-describedby']}
          invalid={error !== undefined}
        />
      )}
    </Field>
  );
}

/** What expressions may name: the input by its schema, and what the answer brings. */
function namesOf({ inputSchema }: ToolDraft, more: Record<string, Schema>): Names {
  let input: Schema = {};
  try {
    input = JSON.parse(inputSchema) as Schema;
  } catch {
    // Said beside the schema.
  }
  return {
    names: { input, steps: [], item: undefined, hasError: false },
    valueAt: () => undefined,
    own: { input, ...more },
  };
}
