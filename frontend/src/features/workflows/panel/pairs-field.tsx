import { Plus, X } from 'lucide-react';
import { useId } from 'react';
import { useText } from '../../../text/text.js';
import { Button, IconButton } from '../../../ui/button.js';
import { Input } from '../../../ui/field.js';
import { CodeField } from './code-field.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { usePanel } from './panel-context.js';
import { PreviewLine } from './preview-line.js';

/** Names with values; each value is words with expressions, or JSON. */
export function PairsField({ part, path, value, set }: FieldProps) {
  const t = useText();
  const { names } = usePanel();
  const id = useId();
  const entries = value !== null && typeof value === 'object' ? Object.entries(value as Record<string, unknown>) : [];
  const write = (next: [string, unknown][]) =>
    set(next.length === 0 && !part.required ? undefined : Object.fromEntries(next));
  const fresh = () => {
    const taken = new Set(entries.map(([name]) => name));
    let name = 'name';
    for (let n = 2; taken.has(name); n++) name = `name${n}`;
    write([...entries, [name, '']]);
  };
  return (
    <FieldFrame part={part} path={path}>
      {() => (
        <div className="grid gap-2">
          {entries.map(([name, item], index) => (
            <div key={index} className="grid grid-cols-[minmax(6rem,10rem)_minmax(0,1fr)_auto] items-start gap-1.5">
              <Input
                aria-label={t('panel.pair.name')}
                className="font-mono text-meta"
                defaultValue={name}
                key={`${index} ${name}`}
                onBlur={(event) => {
                  const next = event.target.value.trim();
                  if (next === name) return;
                  if (next === '' || entries.some(([other]) => other === next)) event.target.value = name;
                  else write(entries.map((entry, at) => (at === index ? [next, item] : entry)));
                }}
              />
              <div className="min-w-0">
                <CodeField
                  id={`${id}-${index}`}
                  label={t('panel.pair.value', { name })}
                  mode="template"
                  names={names}
                  value={typeof item === 'string' ? item : JSON.stringify(item)}
                  onChange={(next) =>
                    write(entries.map((entry, at) => (at === index ? [name, typed(next, item)] : entry)))
                  }
                />
                <PreviewLine path={path} text={typeof item === 'string' ? item : ''} />
              </div>
              <IconButton
                size="sm"
                icon={X}
                label={t('panel.remove', { what: name })}
                onClick={() => write(entries.filter((_, at) => at !== index))}
              />
            </div>
          ))}
          <div>
            <Button size="sm" icon={Plus} onClick={fresh}>
              {t('panel.pair.add')}
            </Button>
          </div>
        </div>
      )}
    </FieldFrame>
  );
}

/** A value that was a number, list or object stays one while its text reads as JSON. */
function typed(text: string, before: unknown): unknown {
  if (typeof before === 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
