import { useState } from 'react';
import { PeopleInput } from '../../../app/people-input.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Chips } from '../../../ui/chips.js';
import { Input } from '../../../ui/field.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { TemplateField } from './text-fields.js';

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

export function ListField(props: FieldProps) {
  const t = useText();
  const { part, path, value, set } = props;
  if (typeof value === 'string') return <TemplateField {...props} />;
  const options = (part.schema.items?.enum ?? []).map((each) => ({ value: String(each), label: '' }));
  const items = value === undefined ? listOf(part.schema.default) : listOf(value);
  return (
    <FieldFrame part={part} path={path}>
      {(link) => (
        <Chips
          {...link}
          items={items}
          options={options}
          placeholder={t('panel.list.add')}
          onChange={(next) => set(next.length === 0 && !part.required ? undefined : next.map(numbered))}
        />
      )}
    </FieldFrame>
  );
}
/** `404` among statuses is a number. */
const numbered = (item: unknown): unknown => (typeof item === 'string' && /^\d{3}$/.test(item) ? Number(item) : item);

type Label = string | { label: string; description?: string };
const nameOfLabel = (item: unknown): string =>
  typeof item === 'string' ? item : String((item as Label & object)?.label ?? '');

/** Labels, each with words that say when it fits, where the kind takes them. */
export function LabelsField(props: FieldProps) {
  const t = useText();
  const { part, path, value, set } = props;
  const [open, setOpen] = useState(false);
  if (typeof value === 'string') return <TemplateField {...props} />;
  const items = listOf(value);
  const describes = part.schema.items?.anyOf !== undefined;
  const describe = (index: number, description: string) =>
    set(
      items.map((item, at) => {
        if (at !== index) return item;
        const label = nameOfLabel(item);
        return description === '' ? label : { label, description };
      }),
    );
  return (
    <FieldFrame
      part={part}
      path={path}
      aside={
        describes &&
        items.length > 0 && (
          <Button size="sm" look="ghost" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('panel.labels.describe')}
          </Button>
        )
      }
    >
      {(link) => (
        <div className="grid gap-2">
          <Chips {...link} items={items} textOf={nameOfLabel} placeholder={t('panel.labels.add')} onChange={set} />
          {open &&
            describes &&
            items.map((item, index) => (
              <label key={index} className="grid grid-cols-[8rem_minmax(0,1fr)] items-center gap-2 text-meta">
                <span className="truncate font-medium">{nameOfLabel(item)}</span>
                <Input
                  value={typeof item === 'string' ? '' : ((item as { description?: string }).description ?? '')}
                  placeholder={t('panel.labels.when')}
                  onChange={(event) => describe(index, event.target.value)}
                />
              </label>
            ))}
        </div>
      )}
    </FieldFrame>
  );
}

/** Roles and members, or any address. */
export function AssigneesField(props: FieldProps) {
  const { part, path, value, set } = props;
  if (typeof value === 'string') return <TemplateField {...props} />;
  return (
    <FieldFrame part={part} path={path}>
      {(link) => (
        <PeopleInput
          {...link}
          items={listOf(value)}
          onChange={(next) => set(next.length === 0 && !part.required ? undefined : next)}
        />
      )}
    </FieldFrame>
  );
}
