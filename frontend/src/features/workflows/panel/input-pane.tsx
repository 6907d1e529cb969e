import { ChevronRight, Globe } from 'lucide-react';
import { useState } from 'react';
import { typesOf, type Schema } from '#libs/workflow';
import { iconOf, isTrigger, nameOf } from '../../../builder/kinds.js';
import { useDefinition } from '../../../builder/edit/editor-store.js';
import { useFormat, useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Segmented } from '../../../ui/segmented.js';
import { toast } from '../../../ui/toast.js';
import { insertIntoLast } from './code-field.js';
import { usePanel } from './panel-context.js';
import { pathText, pathType } from './path-drag.js';
import { PaneHead } from './pane-head.js';
import { fieldsIn } from './schema-fields-in.js';

/** What flows into a step: by schema, with a known value beside each field. Drag one, or press it, to read it in a field. */
export function InputPane() {
  const t = useText();
  const { names, scope, node, onShow } = usePanel();
  const definition = useDefinition();
  const [view, setView] = useState<'schema' | 'json'>('schema');
  const known = scope as { input?: unknown; item?: unknown; steps: Record<string, { output: unknown }> };
  const start = definition.nodes.find(({ kind }) => isTrigger(kind));
  const nothing = isTrigger(node.kind);
  return (
    <section aria-label={t('panel.input')} className="flex min-h-0 flex-col">
      <PaneHead title={t('panel.input')}>
        {!nothing && (
          <Segmented<'schema' | 'json'>
            label={t('panel.input.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'schema', label: t('panel.input.schema') },
              { value: 'json', label: t('panel.value.json') },
            ]}
          />
        )}
      </PaneHead>
      <div className="min-h-0 flex-1 overflow-auto px-4 pb-4">
        {nothing && <p className="text-fg-3">{t('panel.input.start')}</p>}
        {!nothing && view === 'json' && <JsonTree value={known} />}
        {!nothing && view === 'schema' && (
          <div className="grid gap-1">
            {names.names.item && (
              <Group title={t('panel.input.item')} path={['item']} schema={names.names.item} value={known.item} />
            )}
            <Group
              title={t('panel.input.run')}
              path={['input']}
              schema={names.names.input}
              value={known.input}
              foreign
              empty={
                start && (
                  <Button size="sm" look="ghost" onClick={() => onShow(start.id)}>
                    {t('panel.input.example')}
                  </Button>
                )
              }
            />
            {names.names.steps.map(({ node: step, output }) => (
              <Group
                key={step.id}
                title={nameOf(step)}
                kind={step.kind}
                path={['steps', step.id, 'output']}
                schema={output}
                value={known.steps[step.id]?.output}
                onTitle={() => onShow(step.id)}
              />
            ))}
            <Group title={t('panel.input.variables')} path={[]} schema={variables} value={scope} folded />
          </div>
        )}
      </div>
    </section>
  );
}

const variables: Schema = {
  type: 'object',
  properties: {
    run: { type: 'object', properties: { id: { type: 'string' } } },
    now: { type: 'string' },
    trigger: { type: 'object' },
  },
};

function Group({
  title,
  kind,
  path,
  schema,
  value,
  foreign = false,
  folded = false,
  empty,
  onTitle,
}: {
  title: string;
  kind?: string;
  path: readonly string[];
  schema: Schema;
  value: unknown;
  foreign?: boolean;
  folded?: boolean;
  empty?: React.ReactNode;
  onTitle?(): void;
}) {
  const t = useText();
  const [open, setOpen] = useState(!folded);
  const fields = path.length === 0 ? fieldsIn(schema) : fieldsIn(schema, value);
  return (
    <div>
      <div className="flex min-h-8 items-center gap-1.5">
        <button
          type="button"
          aria-expanded={open}
          aria-label={title}
          onClick={() => setOpen(!open)}
          className="grid size-5 place-items-center rounded-xs text-fg-3 hover:text-fg"
        >
          <ChevronRight
            aria-hidden
            className={cx('size-4 transition-transform duration-(--fast)', open && 'rotate-90')}
          />
        </button>
        {kind !== undefined && <KindTile kind={kind} icon={iconOf(kind)} size="sm" />}
        {onTitle ? (
          <button type="button" className="min-w-0 truncate rounded-xs font-medium hover:underline" onClick={onTitle}>
            {title}
          </button>
        ) : (
          <span className="min-w-0 truncate font-medium">{title}</span>
        )}
        {foreign && (
          <span className="ml-auto inline-flex items-center gap-1 text-meta font-medium whitespace-nowrap text-foreign">
            <Globe aria-hidden className="size-3.25" strokeWidth={1.75} />
            {t('panel.input.outside')}
          </span>
        )}
      </div>
      {open && (
        <div className="ml-2.5 border-l border-line pl-2">
          {path.length > 0 && fields.length === 0 && (
            <FieldRow name={t('panel.input.whole')} path={path} schema={schema} value={value} whole foreign={foreign} />
          )}
          {fields.map(({ name, schema: field }) => (
            <FieldRow
              key={name}
              name={name}
              path={[...path, name]}
              schema={field}
              value={childOf(value, name)}
              foreign={foreign}
            />
          ))}
          {value === undefined && path.length > 0 && (
            <div className="flex flex-wrap items-center gap-2 py-1 text-meta text-fg-3">
              {t('panel.input.noSample')}
              {empty}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

const childOf = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>)[name] : undefined;

/** One value: press it to read it in the field that was written in last, or drag it there. */
function FieldRow({
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
