import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { typesOf, type Schema } from '#libs/workflow';
import { useFormat, useText } from '../../../text/text.js';
import { cover, isCovered } from '../../../ui/covered.js';
import { cx } from '../../../ui/cx.js';
import { toast } from '../../../ui/toast.js';
import { insertIntoLast } from './code-field.js';
import { pathText, pathType } from './path-drag.js';
import { fieldsIn } from './schema-fields-in.js';

export const childOf = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;

/** One value: press it to read it in the field that was written in last, or drag it there. */
export function FieldRow({
  name,
  path,
  schema,
  value,
  whole = false,
  foreign,
}: {
  name: string;
  path: readonly string[];
  schema: Schema;
  value: unknown;
  whole?: boolean;
  foreign: boolean;
}) {
  const t = useText();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const text = pathText(path);
  const list = Array.isArray(value);
  const fields = whole ? [] : list ? [] : fieldsIn(schema, value);
  const items = Array.isArray(value) ? (value as unknown[]) : undefined;
  const first = items?.[0];
  const nested = list && first !== null && typeof first === 'object' ? fieldsIn(itemOf(schema), first) : fields;
  const use = () => {
    if (insertIntoLast(text)) return;
    void navigator.clipboard?.writeText(`{{ ${text} }}`).catch(() => undefined);
    toast(t('panel.input.copied', { path: text }));
  };
  const said =
    value === undefined
      ? ''
      : isCovered(name, value)
        ? cover
        : items
          ? t('panel.items', { count: items.length })
          : value !== null && typeof value === 'object'
            ? t('panel.fields', { count: Object.keys(value).length })
            : typeof value === 'number'
              ? format.number(value)
              : String(value);
  return (
    <div>
      <div className="group flex min-h-6.5 items-center gap-1 rounded-xs hover:bg-hover">
        {nested.length > 0 ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={name}
            onClick={() => setOpen(!open)}
            className="grid size-5 shrink-0 place-items-center rounded-xs text-fg-3 hover:text-fg"
          >
            <ChevronRight
              aria-hidden
              className={cx('size-3.5 transition-transform duration-(--fast)', open && 'rotate-90')}
            />
          </button>
        ) : (
          <span className="w-5 shrink-0" />
        )}
        <button
          type="button"
          draggable
          title={t('panel.input.use', { path: text })}
          onDragStart={(event) => {
            event.dataTransfer.setData(pathType, text);
            event.dataTransfer.setData('text/plain', `{{ ${text} }}`);
            event.dataTransfer.effectAllowed = 'copy';
          }}
          onClick={use}
          className="grid min-w-0 flex-1 cursor-grab grid-cols-[minmax(0,7fr)_minmax(0,8fr)] items-center gap-2 rounded-xs py-0.5 text-left"
        >
          <span className="flex min-w-0 items-baseline gap-1.5">
            <span className={cx('truncate text-meta', !whole && 'font-mono')}>{name}</span>
            <span className="shrink-0 text-micro text-fg-3">
              {[...(typesOf(schema) ?? [])].map((type) => t(`panel.type.${type}`)).join(' | ')}
            </span>
          </span>
          <span
            className={cx(
              'truncate text-meta text-fg-2',
              foreign && said !== '' && typeof value === 'string' && 'foreign',
            )}
            title={said}
          >
            {said}
          </span>
        </button>
      </div>
      {open && (
        <div className="ml-2.5 border-l border-line pl-2">
          {nested.map(({ name: inner, schema: field }) => (
            <FieldRow
              key={inner}
              name={inner}
              path={list ? [...path, '0', inner] : [...path, inner]}
              schema={field}
              value={childOf(list ? first : value, inner)}
              foreign={foreign}
            />
          ))}
        </div>
      )}
    </div>
  );
}

const itemOf = (schema: Schema): Schema => {
  const { items } = schema;
  return items !== null && typeof items === 'object' && !Array.isArray(items) ? (items as Schema) : {};
};
