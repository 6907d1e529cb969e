import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { listMembers, roles } from '#libs/contracts';
import { call } from '../../../app/call.js';
import { useText } from '../../../text/text.js';
import { Button } from '../../../ui/button.js';
import { Input } from '../../../ui/field.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { TemplateField } from './text-fields.js';

/** Chips with a field behind them: Enter or a comma adds, Backspace takes the last one away. */
function Chips({
  id,
  label,
  describedBy,
  items,
  textOf = String,
  options = [],
  placeholder,
  onChange,
  wordOf,
}: {
  id: string;
  label: string;
  describedBy: string | undefined;
  items: readonly unknown[];
  textOf?(item: unknown): string;
  wordOf?(text: string): ReactNode;
  options?: readonly { value: string; label: string }[];
  placeholder: string;
  onChange(items: unknown[]): void;
}) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const add = (text: string) => {
    const value = text.trim();
    setTyped('');
    if (value !== '' && !items.some((item) => textOf(item) === value)) onChange([...items, value]);
  };
  return (
    <div className="field flex min-h-(--control) flex-wrap items-center gap-1 px-1.5 py-1">
      {items.map((item, index) => (
        <span
          key={index}
          className="inline-flex h-5.5 max-w-full items-center gap-0.5 rounded-xs border border-line-strong bg-surface pl-1.5 text-meta"
        >
          <span className="truncate">{wordOf ? wordOf(textOf(item)) : textOf(item)}</span>
          <button
            type="button"
            aria-label={t('panel.remove', { what: textOf(item) })}
            onClick={() => onChange(items.filter((_, at) => at !== index))}
            className="grid size-5 place-items-center rounded-xs text-fg-3 hover:text-fg"
          >
            <X aria-hidden className="size-3" strokeWidth={1.75} />
          </button>
        </span>
      ))}
      <input
        id={id}
        aria-label={label}
        aria-describedby={describedBy}
        list={options.length > 0 ? `${id}-options` : undefined}
        value={typed}
        placeholder={placeholder}
        onChange={(event) => {
          const { value } = event.target;
          if (value.endsWith(',') || options.some((option) => option.value === value)) add(value.replace(/,$/, ''));
          else setTyped(value);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            add(typed);
          } else if (event.key === 'Backspace' && typed === '' && items.length > 0) onChange(items.slice(0, -1));
        }}
        onBlur={() => add(typed)}
        className="h-6 min-w-28 flex-1 bg-transparent px-1 outline-none focus-visible:shadow-none"
      />
      {options.length > 0 && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}

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
  const t = useText();
  const { part, path, value, set } = props;
  const members = useQuery({
    queryKey: ['members', 'all'],
    queryFn: ({ signal }) => call(listMembers, { query: { limit: 200 }, signal }),
    staleTime: 60_000,
  });
  if (typeof value === 'string') return <TemplateField {...props} />;
  const people = members.data?.items ?? [];
  const word = (text: string) => {
    const role = roles.find((each) => text === `role:${each}`);
    if (role) return t('panel.assignee.role', { role: t(`role.${role}`) });
    return people.find(({ userId }) => text === `user:${userId}`)?.name ?? text;
  };
  return (
    <FieldFrame part={part} path={path}>
      {(link) => (
        <Chips
          {...link}
          items={listOf(value)}
          wordOf={word}
          options={[
            ...roles.map((role) => ({ value: `role:${role}`, label: word(`role:${role}`) })),
            ...people.map(({ userId, name, email }) => ({ value: `user:${userId}`, label: `${name}, ${email}` })),
          ]}
          placeholder={t('panel.assignees.add')}
          onChange={(next) => set(next.length === 0 && !part.required ? undefined : next)}
        />
      )}
    </FieldFrame>
  );
}
