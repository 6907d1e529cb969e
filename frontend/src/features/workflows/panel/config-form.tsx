import { ChevronRight } from 'lucide-react';
import { useState, type ComponentType } from 'react';
import { useText } from '../../../text/text.js';
import { cx } from '../../../ui/cx.js';
import { Segmented } from '../../../ui/segmented.js';
import { CronField } from './cron-field.js';
import type { FieldProps } from './field-props.js';
import {
  editorOf,
  formOf,
  formsOf,
  rowsOf,
  schemaOfKind,
  type Editor,
  type FieldSchema,
  type FormPart,
  type FormRow,
} from './form-schema.js';
import { AssigneesField, LabelsField, ListField } from './list-fields.js';
import { PairsField } from './pairs-field.js';
import { usePanel } from './panel-context.js';
import { AgentField, CredentialField, ModelField, ToolField } from './picker-fields.js';
import { SchemaField } from './schema-field.js';
import { ChoiceField, DurationField, FlagField, NumberField, TimezoneField } from './simple-fields.js';
import { CodeBlockField, ConditionField, JsonField, TemplateField, ValueField } from './text-fields.js';

const editors: Record<Exclude<Editor, 'object'>, ComponentType<FieldProps>> = {
  agent: AgentField,
  assignees: AssigneesField,
  choice: ChoiceField,
  code: CodeBlockField,
  condition: ConditionField,
  credential: CredentialField,
  cron: CronField,
  duration: DurationField,
  flag: FlagField,
  json: JsonField,
  'json-schema': SchemaField,
  labels: LabelsField,
  list: ListField,
  model: ModelField,
  number: NumberField,
  pairs: PairsField,
  text: TemplateField,
  textarea: (props) => <TemplateField {...props} lines={3} />,
  timezone: TimezoneField,
  tool: ToolField,
  value: ValueField,
};

/** The form of a kind's configuration, made of its schema alone. */
export function ConfigForm() {
  const t = useText();
  const { node, set } = usePanel();
  const schema = schemaOfKind(node.kind);
  const [wanted, setWanted] = useState<number>();
  if (!schema) return <p className="text-fg-3">{t('panel.kind.unknown', { kind: node.kind })}</p>;
  const forms = formsOf(schema);
  const at = wanted !== undefined && Object.keys(node.config).length === 0 ? wanted : formOf(forms, node.config);
  const form = forms[at];
  const change = (index: number) => {
    const next = forms[index];
    setWanted(index);
    // What the other form does not know would make it invalid; what it needs and can only be one thing is filled in.
    const kept = Object.entries(node.config).filter(([name]) => name in (next?.properties ?? {}));
    const only = Object.entries(next?.properties ?? {}).flatMap(([name, field]) =>
      field.const === undefined ? [] : [[name, field.const] as const],
    );
    set([], Object.fromEntries([...kept, ...only]));
  };
  return (
    <div className="grid gap-3.5">
      {forms.length > 1 && (
        <div className="overflow-x-auto">
          <Segmented
            size="md"
            label={t('panel.form')}
            value={String(at)}
            onChange={(next) => change(Number(next))}
            options={forms.map((each, index) => ({ value: String(index), label: each.title ?? String(index + 1) }))}
          />
        </div>
      )}
      {form && <Fields form={form} value={node.config} path={[]} />}
    </div>
  );
}

/** The fields of an object, those for later folded away. */
function Fields({
  form,
  value,
  path,
}: {
  form: FieldSchema;
  value: Record<string, unknown>;
  path: readonly (string | number)[];
}) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const { main, more } = rowsOf(form, value);
  if (main.length === 0 && more.length === 0) return <p className="text-fg-3">{t('workflow.step.empty')}</p>;
  return (
    <>
      {main.map((row) => (
        <Row key={keyOf(row)} row={row} value={value} path={path} />
      ))}
      {more.length > 0 && (
        <div className="grid gap-3.5">
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex items-center gap-1 justify-self-start rounded-xs font-medium text-fg-2"
          >
            <ChevronRight
              aria-hidden
              className={cx('size-4 text-fg-3 transition-transform duration-(--fast)', open && 'rotate-90')}
            />
            {t('panel.more')}
            <span className="font-normal text-fg-3">{more.length}</span>
          </button>
          {open && more.map((row) => <Row key={keyOf(row)} row={row} value={value} path={path} />)}
        </div>
      )}
    </>
  );
}

const keyOf = (row: FormRow): string => (row.is === 'field' ? row.field.name : `either ${row.name}`);

function Row({
  row,
  value,
  path,
}: {
  row: FormRow;
  value: Record<string, unknown>;
  path: readonly (string | number)[];
}) {
  if (row.is === 'field') return <OneField part={row.field} value={value} path={path} />;
  return <Alternatives options={row.options} value={value} path={path} />;
}

function OneField({
  part,
  value,
  path,
}: {
  part: FormPart;
  value: Record<string, unknown>;
  path: readonly (string | number)[];
}) {
  const { set } = usePanel();
  const at = [...path, part.name];
  const editor = editorOf(part.schema);
  const now = value[part.name];
  if (editor === 'object' && (now === undefined || (typeof now === 'object' && now !== null)))
    return (
      <fieldset className="grid gap-3.5 border-l-2 border-line pl-3">
        <legend className="mb-1.5 font-medium">{part.schema.title ?? part.name}</legend>
        <Fields form={part.schema} value={(now ?? {}) as Record<string, unknown>} path={at} />
      </fieldset>
    );
  const Control = editors[editor === 'object' ? 'json' : editor];
  return <Control part={part} path={at} value={now} set={(next) => set(at, next)} />;
}

/** Fields of which one is filled in. Choosing another one takes the first away. */
function Alternatives({
  options,
  value,
  path,
}: {
  options: readonly FormPart[];
  value: Record<string, unknown>;
  path: readonly (string | number)[];
}) {
  const t = useText();
  const { set } = usePanel();
  const filled = options.findIndex(({ name }) => value[name] !== undefined);
  const [wanted, setWanted] = useState(0);
  const at = filled >= 0 ? filled : Math.min(wanted, options.length - 1);
  const part = options[at];
  const choose = (index: number) => {
    setWanted(index);
    const names = options.map(({ name }) => name);
    if (filled >= 0) set(path, Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name))));
  };
  return (
    <div className="grid gap-2">
      <div className="overflow-x-auto">
        <Segmented
          label={t('panel.either')}
          value={String(at)}
          onChange={(next) => choose(Number(next))}
          options={options.map(({ name, schema }, index) => ({ value: String(index), label: schema.title ?? name }))}
        />
      </div>
      {part && <OneField part={part} value={value} path={path} />}
    </div>
  );
}
