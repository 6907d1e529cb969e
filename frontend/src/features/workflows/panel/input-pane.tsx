import { ChevronRight, Globe } from 'lucide-react';
import { useState } from 'react';
import type { Schema } from '#libs/workflow';
import { iconOf, isTrigger, nameOf } from '../../../builder/kinds.js';
import { useDefinition } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { cx } from '../../../ui/cx.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { KindTile } from '../../../ui/kind-tile.js';
import { Segmented } from '../../../ui/segmented.js';
import { chooseItem } from '../testing/chosen-items.js';
import { ItemPick } from './item-pick.js';
import { usePanel } from './panel-context.js';
import { PaneHead } from './pane-head.js';
import { fieldsIn } from './schema-fields-in.js';
import { childOf, FieldRow } from './value-row.js';

/** What flows into a step: by schema, with a known value beside each field. Drag one, or press it, to read it in a field. */
export function InputPane() {
  const t = useText();
  const { names, scope, node, onShow, items, workflowId } = usePanel();
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
            {items && (
              <ItemPick
                index={items.index}
                count={items.count}
                onPick={(index) => chooseItem(workflowId, definition, items.scope, index)}
              />
            )}
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
