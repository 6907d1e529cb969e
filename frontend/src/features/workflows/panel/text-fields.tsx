import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { Segmented } from '../../../ui/segmented.js';
import { isLateField, isLiteralField } from '../testing/scope-values.js';
import { CodeField } from './code-field.js';
import type { FieldProps } from './field-props.js';
import { FieldFrame } from './field-frame.js';
import { usePanel } from './panel-context.js';
import { PreviewLine } from './preview-line.js';

/** Names and preview of the place where a field is evaluated: its step, or inside of the step's body. */
function usePlace(path: readonly (string | number)[]) {
  const { node, names, lateNames } = usePanel();
  const field = String(path[0]);
  const late = isLateField(node.kind, field);
  return { late, literal: isLiteralField(node.kind, field), names: late ? lateNames : names };
}

/** A text that may hold expressions; its value stands below. */
export function TemplateField({ part, path, value, set, lines = 1 }: FieldProps & { lines?: number }) {
  const { late, literal, names } = usePlace(path);
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return (
    <FieldFrame part={part} path={path} below={!literal && <PreviewLine path={path} text={text} late={late} />}>
      {(link) => (
        <CodeField
          {...link}
          mode="template"
          lines={lines}
          names={names}
          value={text}
          placeholder={part.schema.placeholder}
          onChange={(next) => set(next === '' && !part.required ? undefined : next)}
        />
      )}
    </FieldFrame>
  );
}

/** True or false, as an expression. A literal field takes the expression bare. */
export function ConditionField({ part, path, value, set }: FieldProps) {
  const { late, literal, names } = usePlace(path);
  const own = literal ? { ...names, own: eventNames } : names;
  const text = typeof value === 'string' ? value : value === undefined ? '' : String(value);
  const read = (next: string) => (next === '' ? undefined : next === 'true' ? true : next === 'false' ? false : next);
  return (
    <FieldFrame part={part} path={path} below={!literal && <PreviewLine path={path} text={text} late={late} />}>
      {(link) => (
        <CodeField
          {...link}
          mode={literal ? 'bare' : 'template'}
          names={own}
          value={text}
          placeholder={part.schema.placeholder}
          onChange={(next) => set(literal ? next || undefined : read(next))}
        />
      )}
    </FieldFrame>
  );
}

const eventNames = {
  event: {
    type: 'object',
    properties: { type: { type: 'string' }, at: { type: 'string' }, data: { type: 'object' } },
  },
} as const;

/** Code, taken as it is written. */
export function CodeBlockField({ part, path, value, set }: FieldProps) {
  return (
    <FieldFrame part={part} path={path}>
      {(link) => (
        <CodeField {...link} mode="code" lines={8} value={typeof value === 'string' ? value : ''} onChange={set} />
      )}
    </FieldFrame>
  );
}

/** Any value: words with expressions, or JSON whose texts may hold them. */
export function ValueField({ part, path, value, set }: FieldProps) {
  const t = useText();
  const { late, names } = usePlace(path);
  const [mode, setMode] = useState<'text' | 'json'>(value === undefined || typeof value === 'string' ? 'text' : 'json');
  const isText = value === undefined || typeof value === 'string';
  const shownAs = isText ? mode : 'json';
  const change = (next: 'text' | 'json') => {
    setMode(next);
    if (next === 'text' && !isText) set(undefined);
  };
  const aside = (
    <Segmented
      label={t('panel.value.as')}
      value={shownAs}
      onChange={change}
      options={[
        { value: 'text', label: t('panel.value.text') },
        { value: 'json', label: t('panel.value.json') },
      ]}
    />
  );
  if (shownAs === 'json') return <JsonField part={part} path={path} value={value} set={set} aside={aside} />;
  return (
    <FieldFrame
      part={part}
      path={path}
      aside={aside}
      below={<PreviewLine path={path} text={typeof value === 'string' ? value : ''} late={late} />}
    >
      {(link) => (
        <CodeField
          {...link}
          mode="template"
          lines={2}
          names={names}
          value={typeof value === 'string' ? value : ''}
          placeholder={part.schema.placeholder ?? t('panel.value.placeholder')}
          onChange={(next) => set(next === '' ? undefined : next)}
        />
      )}
    </FieldFrame>
  );
}

/** JSON as text. What does not parse is kept in the field and not taken over. */
export function JsonField({ part, path, value, set, aside }: FieldProps & { aside?: React.ReactNode }) {
  const t = useText();
  const { names } = usePlace(path);
  const [typed, setTyped] = useState<{ text: string; of: unknown }>();
  const text = typed && typed.of === value ? typed.text : value === undefined ? '' : JSON.stringify(value, null, 2);
  const [wrong, setWrong] = useState(false);
  const change = (next: string) => {
    if (next.trim() === '') {
      setWrong(false);
      setTyped({ text: next, of: undefined });
      return set(undefined);
    }
    try {
      const parsed: unknown = JSON.parse(next);
      setWrong(false);
      setTyped({ text: next, of: parsed });
      set(parsed);
    } catch {
      setWrong(true);
      setTyped({ text: next, of: value });
    }
  };
  return (
    <FieldFrame
      part={part}
      path={path}
      aside={aside}
      below={wrong && <p className="mt-1.5 text-meta text-failed">{t('form.json')}</p>}
    >
      {(link) => (
        <CodeField
          {...link}
          invalid={link.invalid || wrong}
          mode="json"
          lines={4}
          names={names}
          value={text}
          onChange={change}
        />
      )}
    </FieldFrame>
  );
}
