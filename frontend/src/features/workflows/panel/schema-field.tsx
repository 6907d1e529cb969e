import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Input, Select } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { rowsOfSchema, rowTypes, schemaOfRows, type RowType, type SchemaRow } from './schema-rows.js';
import { JsonField } from './text-fields.js';

/** A JSON Schema as a list of fields, or as JSON where it says more than rows can. */
export function SchemaField(props: FieldProps) {
  const t = useText();
  const { part, path, value, set } = props;
  const rows = rowsOfSchema(value);
  const [json, setJson] = useState(false);
  const aside = (
    <Segmented
      label={t('panel.value.as')}
      value={json || !rows ? 'json' : 'rows'}
      onChange={(next) => setJson(next === 'json')}
      options={[
        { value: 'rows', label: t('panel.schema.fields') },
        { value: 'json', label: t('panel.value.json') },
      ]}
    />
  );
  if (json || !rows) return <JsonField {...props} aside={aside} />;
  return (
    <FieldFrame part={part} path={path} aside={aside}>
      {() => (
        <SchemaRows
          rows={rows}
          onChange={(next) => set(next.length === 0 && !part.required ? undefined : schemaOfRows(next, value))}
        />
      )}
    </FieldFrame>
  );
}

export function SchemaRows({ rows, onChange }: { rows: readonly SchemaRow[]; onChange(rows: SchemaRow[]): void }) {
  const t = useText();
  const change = (index: number, patch: Partial<SchemaRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...patch } : row)));
  const add = () => {
    const taken = new Set(rows.map(({ name }) => name));
    let name = 'field';
    for (let n = 2; taken.has(name); n++) name = `field${n}`;
    onChange([
      ...rows,
      { name, type: 'text', required: false, description: '', choices: [], schema: { type: 'string' } },
    ]);
  };
  return (
    <div className="grid gap-2">
      {rows.length > 0 && (
        <ul className="overflow-hidden rounded-md border border-line">
          {rows.map((row, index) => (
            <li key={index} className="grid gap-1.5 border-t border-line p-2 first:border-t-0">
              <div className="grid grid-cols-[minmax(0,1fr)_8rem_auto_auto] items-center gap-1.5">
                <Input
                  key={row.name}
                  aria-label={t('panel.schema.name')}
                  className="font-mono text-meta"
                  defaultValue={row.name}
                  onBlur={(event) => {
                    const name = event.target.value.trim();
                    if (name === row.name) return;
                    if (name === '' || rows.some((other) => other.name === name)) event.target.value = row.name;
                    else change(index, { name });
                  }}
                />
                <Select
                  aria-label={t('panel.schema.type', { name: row.name })}
                  value={row.type}
                  onChange={(event) => change(index, { type: event.target.value as RowType })}
                >
                  {rowTypes.map((type) => (
                    <option key={type} value={type}>
                      {t(`panel.schema.type.${type}`)}
                    </option>
                  ))}
                </Select>
                <label className="flex items-center gap-1.5 text-meta whitespace-nowrap text-fg-2">
                  <input
                    type="checkbox"
                    className="size-4 accent-(--accent)"
                    checked={row.required}
                    onChange={(event) => change(index, { required: event.target.checked })}
                  />
                  {t('panel.schema.required')}
                </label>
                <IconButton
                  size="sm"
                  icon={X}
                  label={t('panel.remove', { what: row.name })}
                  onClick={() => onChange(rows.filter((_, at) => at !== index))}
                />
              </div>
              {row.type === 'choice' && (
                <Input
                  aria-label={t('panel.schema.choices', { name: row.name })}
                  placeholder={t('panel.schema.choices.placeholder')}
                  defaultValue={row.choices.join(', ')}
                  onBlur={(event) =>
                    change(index, {
                      choices: event.target.value
                        .split(',')
                        .map((each) => each.trim())
                        .filter(Boolean),
                    })
                  }
                />
              )}
              <Input
                aria-label={t('panel.schema.what', { name: row.name })}
                placeholder={t('panel.schema.what.placeholder')}
                value={row.description}
                onChange={(event) => change(index, { description: event.target.value })}
              />
            </li>
          ))}
        </ul>
      )}
      <div>
        <Button size="sm" icon={Plus} onClick={add}>
          {t('panel.schema.add')}
        </Button>
      </div>
    </div>
  );
}
