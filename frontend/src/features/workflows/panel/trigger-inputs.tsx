import { useState } from 'react';
import { useDefinition, type Editor } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Segmented } from '../../../ui/segmented.js';
import { CodeField } from './code-field.js';
import { rowsOfSchema, schemaOfRows } from './schema-rows.js';
import { SchemaRows } from './schema-field.js';

/** What a run is given: the form that people fill in, the check of what programs send, the names that expressions may use. */
export function TriggerInputs({ editor }: { editor: Editor }) {
  const t = useText();
  const { inputs } = useDefinition();
  const rows = rowsOfSchema(inputs);
  const [json, setJson] = useState(false);
  const [typed, setTyped] = useState<string>();
  const set = (schema: Record<string, unknown> | null) =>
    editor.tryEdit({ type: 'setInputs', inputs: schema }, 'inputs');
  const asJson = json || !rows;
  return (
    <div className="min-w-0">
      <div className="mb-1.5 flex items-center gap-1.5">
        <span className="font-medium">{t('panel.inputs')}</span>
        <span className="ml-auto">
          <Segmented
            label={t('panel.value.as')}
            value={asJson ? 'json' : 'rows'}
            onChange={(next) => {
              setTyped(undefined);
              setJson(next === 'json');
            }}
            options={[
              { value: 'rows', label: t('panel.schema.fields') },
              { value: 'json', label: t('panel.value.json') },
            ]}
          />
        </span>
      </div>
      {asJson ? (
        <CodeField
          id="inputs"
          label={t('panel.inputs')}
          mode="json"
          lines={8}
          value={typed ?? JSON.stringify(inputs ?? {}, null, 2)}
          onChange={(text) => {
            setTyped(text);
            try {
              const value: unknown = JSON.parse(text);
              if (value !== null && typeof value === 'object' && !Array.isArray(value))
                set(value as Record<string, unknown>);
            } catch {
              // Not finished yet: it stays in the field.
            }
          }}
        />
      ) : (
        <SchemaRows rows={rows} onChange={(next) => set(next.length === 0 ? null : schemaOfRows(next, inputs))} />
      )}
      <p className="mt-1.5 text-meta text-fg-3">{t('panel.inputs.hint')}</p>
    </div>
  );
}
