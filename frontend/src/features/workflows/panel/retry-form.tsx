import type { WorkflowNode } from '#libs/workflow';
import { retryDefaults } from '#libs/workflow';
import { useEditor } from '../../../builder/edit/editor-store.js';
import { useFormat, useText } from '../../../text/text.js';
import { Field, Input } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';

/** How often a step is tried, how long it may take, and what happens when it fails for good. */
export function RetryForm({ node }: { node: WorkflowNode }) {
  const t = useText();
  const format = useFormat();
  const editor = useEditor();
  const update = (patch: Parameters<typeof editor.edit>[0] & { type: 'update' }) =>
    editor.tryEdit(patch, `${node.id} ${Object.keys(patch.patch).join()}`);
  const retry = (field: 'maxAttempts' | 'initialMs' | 'factor' | 'maxMs', text: string) => {
    const value = text === '' ? undefined : Number(text);
    const next = Object.fromEntries(
      Object.entries({ ...node.retry, [field]: value }).filter(([, each]) => each !== undefined),
    );
    update({ type: 'update', id: node.id, patch: { retry: Object.keys(next).length > 0 ? next : null } });
  };
  const attempts = node.retry?.maxAttempts ?? 1;
  const number = (
    field: 'maxAttempts' | 'initialMs' | 'factor' | 'maxMs',
    min: number,
    max: number,
    step: number | 'any',
    hint?: string,
  ) => (
    <Field label={t(`panel.retry.${field}`)} hint={hint}>
      {(link) => (
        <Input
          {...link}
          type="number"
          min={min}
          max={max}
          step={step}
          className="max-w-40 tabular-nums"
          value={node.retry?.[field] ?? ''}
          placeholder={String(retryDefaults[field])}
          onChange={(event) => retry(field, event.target.value)}
        />
      )}
    </Field>
  );
  return (
    <div className="grid max-w-(--read-max) gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        {number('maxAttempts', 1, 100, 1)}
        {attempts > 1 &&
          number('initialMs', 0, 86_400_000, 100, format.duration(node.retry?.initialMs ?? retryDefaults.initialMs))}
        {attempts > 1 && number('factor', 1, 10, 'any')}
        {attempts > 1 &&
          number('maxMs', 0, 86_400_000, 1000, format.duration(node.retry?.maxMs ?? retryDefaults.maxMs))}
      </div>
      <Field
        label={t('panel.retry.timeout')}
        optional
        hint={node.timeoutMs === undefined ? t('panel.retry.timeout.none') : format.duration(node.timeoutMs)}
      >
        {(link) => (
          <Input
            {...link}
            type="number"
            min={1}
            step={1000}
            className="max-w-40 tabular-nums"
            value={node.timeoutMs ?? ''}
            onChange={(event) =>
              update({
                type: 'update',
                id: node.id,
                patch: {
                  timeoutMs: event.target.value === '' ? null : Math.max(1, Math.round(Number(event.target.value))),
                },
              })
            }
          />
        )}
      </Field>
      <div>
        <p className="mb-1.5 font-medium">{t('workflow.step.onError')}</p>
        <Segmented
          size="md"
          label={t('workflow.step.onError')}
          value={node.onError ?? 'fail'}
          onChange={(next) =>
            update({ type: 'update', id: node.id, patch: { onError: next === 'fail' ? null : next } })
          }
          options={(['fail', 'continue', 'branch'] as const).map((value) => ({
            value,
            label: t(`workflow.step.onError.${value}`),
          }))}
        />
      </div>
    </div>
  );
}
