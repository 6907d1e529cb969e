import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { WorkflowNode } from '#libs/workflow';
import { useDefinition, useEditor } from '../../../builder/edit/editor-store.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Field, Textarea } from '../../../ui/field.js';
import { toast } from '../../../ui/toast.js';
import { problemWords } from '../problem-words.js';
import { usePanel } from './panel-context.js';
import { stepOfYaml, yamlOfStep } from './step-yaml.js';

/** The step as text, to read, to copy, and to write: what does not fit is said before it counts, and nothing typed is lost. */
export function YamlForm({ node }: { node: WorkflowNode }) {
  const t = useText();
  const editor = useEditor();
  const definition = useDefinition();
  const { problems } = usePanel();
  const [typed, setTyped] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const text = typed ?? yamlOfStep(node);
  const reset = () => {
    setTyped(undefined);
    setFailure(undefined);
  };
  const apply = () => {
    const read = stepOfYaml(text);
    if (!('patch' in read)) return setFailure('why' in read ? read.why : t(read.phrase, read.params));
    if (!editor.tryEdit({ type: 'update', id: node.id, patch: read.patch })) return setFailure(t('error.unexpected'));
    reset();
    toast(t('panel.yaml.applied'), { undo: { label: t('builder.undo'), act: editor.undo } });
  };
  return (
    <div className="grid max-w-(--page-max) gap-3">
      <p className="text-fg-3">{t('panel.yaml.help')}</p>
      <Field label={t('panel.yaml.label')} error={failure}>
        {(link) => (
          <Textarea
            {...link}
            rows={Math.min(24, Math.max(8, text.split('\n').length + 1))}
            spellCheck={false}
            className="font-mono text-meta"
            value={text}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              event.stopPropagation();
              apply();
            }}
          />
        )}
      </Field>
      {typed === undefined &&
        problems.map((problem, at) => (
          <p key={at} className="flex gap-1.5 text-meta text-fg-2">
            <TriangleAlert aria-hidden className="mt-0.25 size-3.5 shrink-0 text-failed" strokeWidth={1.75} />
            {problemWords(problem, definition, t)}
          </p>
        ))}
      <div className="flex gap-2">
        <Button look="ink" size="sm" offBecause={typed === undefined && t('builder.save.nothing')} onClick={apply}>
          {t('panel.yaml.apply')}
        </Button>
        {typed !== undefined && (
          <Button size="sm" onClick={reset}>
            {t('panel.yaml.reset')}
          </Button>
        )}
      </div>
    </div>
  );
}
