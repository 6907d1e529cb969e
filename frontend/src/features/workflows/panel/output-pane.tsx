import { Pin, PinOff, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useFormat, useText } from '../../../text/text.js';
import { Badge, Tag } from '../../../ui/badge.js';
import { Button, IconButton } from '../../../ui/button.js';
import { JsonTree } from '../../../ui/json-tree.js';
import { Segmented } from '../../../ui/segmented.js';
import { ErrorState, Note } from '../../../ui/states.js';
import { toast } from '../../../ui/toast.js';
import { Time } from '../../../ui/values.js';
import { isTrigger } from '../../../builder/kinds.js';
import { isStale, useResultsOf } from '../testing/results.js';
import type { TestRoom } from '../testing/use-test-room.js';
import { CodeField } from './code-field.js';
import { usePanel } from './panel-context.js';
import { PaneHead } from './pane-head.js';
import { ResultView } from './result-view.js';

/** What a step gave when it was tested, or the sample that is pinned in its place. Both can be changed and pinned. */
export function OutputPane({ room }: { room: TestRoom }) {
  const t = useText();
  const format = useFormat();
  const { node, workflowId, names } = usePanel();
  const results = useResultsOf(workflowId);
  const [view, setView] = useState<'result' | 'json' | 'edit'>('result');
  const [typed, setTyped] = useState<string>();
  const [failure, setFailure] = useState<unknown>(null);
  const { samples, pinning } = room;
  const pinned = Object.hasOwn(samples.pinnedAt, node.id);
  const result = results[node.id];
  const stale = isStale(
    node,
    results,
    names.names.steps.map(({ node: each }) => each),
  );
  const value = pinned ? samples.values[node.id] : result?.test.output;
  const start = isTrigger(node.kind);
  const text = typed ?? JSON.stringify(value ?? (start ? exampleOf(names.names.input) : null), null, 2);
  const pin = async (output: unknown) => {
    try {
      await pinning.pin(node.id, output);
      setFailure(null);
      setTyped(undefined);
      setView('result');
    } catch (error) {
      setFailure(error);
    }
  };
  const save = () => {
    try {
      void pin(JSON.parse(text));
    } catch {
      toast(t('form.json'), { tone: 'error' });
    }
  };
  const shownView = start && value === undefined ? 'edit' : view;
  return (
    <section aria-label={t('panel.output')} className="flex min-h-0 flex-col">
      <PaneHead
        title={t(start ? 'panel.output.example' : 'panel.output')}
        badge={
          pinned ? (
            <Tag>
              <Pin aria-hidden className="size-3" strokeWidth={1.75} />
              {t('panel.pinned')}
            </Tag>
          ) : (
            result && <Badge status={result.test.status} />
          )
        }
      >
        <Segmented<'result' | 'json' | 'edit'>
          label={t('panel.output.view')}
          value={shownView}
          onChange={setView}
          options={[
            { value: 'result', label: t('panel.output.result') },
            { value: 'json', label: t('panel.value.json') },
            { value: 'edit', label: t('panel.output.edit') },
          ]}
        />
        <IconButton
          size="sm"
          icon={pinned ? PinOff : Pin}
          label={t(pinned ? 'panel.unpin' : 'panel.pin')}
          aria-pressed={pinned}
          off={!pinned && result?.test.status !== 'succeeded'}
          onClick={() => void (pinned ? pinning.unpin(node.id).catch(setFailure) : pin(result?.test.output))}
        />
      </PaneHead>
      <div className="grid min-h-0 flex-1 content-start gap-3 overflow-auto px-4 pb-4">
        {failure !== null && <ErrorState title={t('panel.pin.failed')} error={failure} />}
        {stale && !pinned && (
          <Note
            tone="waiting"
            icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}
          >
            {t('panel.stale')}
          </Note>
        )}
        {shownView === 'edit' ? (
          <>
            <p className="text-meta text-fg-3">{t(start ? 'panel.output.example.help' : 'panel.output.edit.help')}</p>
            <CodeField
              id="sample"
              label={t('panel.output.edit')}
              mode="json"
              lines={6}
              value={text}
              onChange={setTyped}
            />
            <div>
              <Button size="sm" icon={Pin} onClick={save}>
                {t('panel.pin.this')}
              </Button>
            </div>
          </>
        ) : value === undefined && !result ? (
          <p className="text-fg-3">{t('panel.output.none')}</p>
        ) : shownView === 'json' ? (
          <JsonTree value={value ?? null} />
        ) : (
          <ResultView kind={node.kind} value={value} test={pinned ? undefined : result?.test} />
        )}
        {result && !pinned && shownView !== 'edit' && (
          <p className="flex flex-wrap gap-x-3.5 gap-y-1 text-meta text-fg-3 tabular-nums">
            <span>{format.duration(result.test.ms)}</span>
            {result.test.port !== null && result.test.port !== 'next' && (
              <span>{t('panel.output.port', { port: result.test.port })}</span>
            )}
            <span>{t(`panel.output.from.${result.test.source}`)}</span>
            <Time at={new Date(result.at).toISOString()} />
          </p>
        )}
        {pinned && samples.pinnedAt[node.id] && (
          <p className="text-meta text-fg-3">
            {t('panel.pinned.at')} <Time at={samples.pinnedAt[node.id]} />
          </p>
        )}
      </div>
    </section>
  );
}

/** An example to begin with, from the schema of the input. */
export function exampleOf(schema: Readonly<Record<string, unknown>>): unknown {
  if ('default' in schema) return schema['default'];
  if (Array.isArray(schema['examples']) && schema['examples'].length > 0) return schema['examples'][0];
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const { type, properties, items } = schema as { type?: string; properties?: object; items?: object };
  if (properties)
    return Object.fromEntries(
      Object.entries(properties as Record<string, Record<string, unknown>>).map(([name, field]) => [
        name,
        exampleOf(field),
      ]),
    );
  if (type === 'array') return items ? [exampleOf(items as Record<string, unknown>)] : [];
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  return type === 'string' ? '' : {};
}
