import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../text/text.js';
import { Button, IconButton } from '../../ui/button.js';
import { Checkbox, Field, Input, Select, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import { rowsOf, rowTypes, schemaOf, type SchemaRow } from './tool-draft.js';

/** The input of a tool: a row for each field, or its JSON Schema, which may say anything. */
export function SchemaEditor({
  label,
  text,
  error,
  onChange,
}: {
  label: string;
  text: string;
  error: string | undefined;
  onChange(text: string): void;
}) {
  const t = useText();
  const rows = rowsOf(text);
  const [asJson, setAsJson] = useState(rows === undefined);
  const write = (next: SchemaRow[]) => onChange(schemaOf(next));
  const change = (index: number, part: Partial<SchemaRow>) =>
    write((rows ?? []).map((row, at) => (at === index ? { ...row, ...part } : row)));
  const fresh = () => {
    const taken = new Set(rows?.map(({ name }) => name));
    let name = 'field';
    for (let n = 2; taken.has(name); n++) name = `field_${n}`;
    write([...(rows ?? []), { name, type: 'string', description: '', required: true }]);
  };
  return (
    <div role="group" aria-label={label} className="grid gap-2">
      <div className="flex items-center gap-2">
        <span className="font-medium">{label}</span>
        <Segmented<'rows' | 'json'>
          label={t('tools.try.as')}
          className="ml-auto"
          value={asJson || !rows ? 'json' : 'rows'}
          onChange={(next) => setAsJson(next === 'json')}
          options={[
            { value: 'rows', label: t('tools.schema.rows') },
            { value: 'json', label: 'JSON Schema' },
          ]}
        />
      </div>
      {asJson || !rows ? (
        <Field
          label={<span className="sr-only">JSON Schema</span>}
          hint={!rows && !error ? t('tools.schema.json') : undefined}
          error={error}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={8}
              spellCheck={false}
              className="font-mono text-meta"
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      ) : (
        <>
          {rows.length === 0 && <p className="text-fg-3">{t('tools.schema.none')}</p>}
          {rows.map((row, index) => (
            <div
              key={index}
              className="grid grid-cols-[minmax(0,1fr)_7rem_auto] items-center gap-2 sm:grid-cols-[10rem_7rem_minmax(0,1fr)_auto_auto]"
            >
              <Input
                aria-label={t('tools.field.name')}
                key={row.name}
                defaultValue={row.name}
                spellCheck={false}
                className="font-mono text-meta"
                onBlur={(event) => {
                  const name = event.target.value.trim();
                  if (name === row.name) return;
                  if (name === '' || rows.some((other) => other.name === name)) event.target.value = row.name;
                  else change(index, { name });
                }}
              />
              <Select
                aria-label={t('tools.schema.type', { name: row.name })}
                value={row.type}
                onChange={(event) => change(index, { type: event.target.value as SchemaRow['type'] })}
              >
                {rowTypes.map((type) => (
                  <option key={type}>{type}</option>
                ))}
              </Select>
              <Input
                aria-label={t('tools.schema.what', { name: row.name })}
                placeholder={t('tools.field.what')}
                className="max-sm:order-last max-sm:col-span-2"
                value={row.description}
                onChange={(event) => change(index, { description: event.target.value })}
              />
              <Checkbox
                label={t('tools.field.required')}
                checked={row.required}
                onChange={(event) => change(index, { required: event.target.checked })}
              />
              <IconButton
                size="sm"
                icon={X}
                label={t('do.removeIt', { what: row.name })}
                onClick={() => write(rows.filter((_, at) => at !== index))}
              />
            </div>
          ))}
          {error && <p className="text-meta text-failed">{error}</p>}
          <div>
            <Button size="sm" icon={Plus} onClick={fresh}>
              {t('tools.schema.add')}
            </Button>
          </div>
        </>
      )}
    </div>
  );
}
