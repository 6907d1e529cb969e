import { Braces, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useText } from '../../../text/text.js';
import { IconButton } from '../../../ui/button.js';
import { Input, Select } from '../../../ui/field.js';
import { Segmented } from '../../../ui/segmented.js';
import { Switch } from '../../../ui/switch.js';
import { CodeField } from './code-field.js';
import { FieldFrame } from './field-frame.js';
import type { FieldProps } from './field-props.js';
import { usePanel } from './panel-context.js';
import { PreviewLine } from './preview-line.js';
import { durationOf, readDuration, units, type Unit } from './durations.js';

/** A fixed value by its own control, or an expression instead. */
function FixedOrExpression({
  props,
  children,
}: {
  props: FieldProps;
  children(link: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }): ReactNode;
}) {
  const t = useText();
  const { names } = usePanel();
  const { part, path, value, set } = props;
  const isExpression = typeof value === 'string' && value.includes('{{');
  const [writing, setWriting] = useState(isExpression);
  const expression = isExpression || writing;
  const toggle = () => {
    if (expression) set(undefined);
    setWriting(!expression);
  };
  return (
    <FieldFrame
      part={part}
      path={path}
      aside={
        <IconButton
          size="sm"
          icon={expression ? X : Braces}
          aria-pressed={expression}
          label={t(expression ? 'panel.expression.off' : 'panel.expression.on')}
          onClick={toggle}
        />
      }
      below={expression && <PreviewLine path={path} text={typeof value === 'string' ? value : ''} />}
    >
      {(link) =>
        expression ? (
          <CodeField
            {...link}
            mode="template"
            names={names}
            value={typeof value === 'string' ? value : ''}
            placeholder="{{ input.… }}"
            onChange={(next) => set(next === '' ? undefined : next)}
          />
        ) : (
          children({
            id: link.id,
            ...(link.describedBy && { 'aria-describedby': link.describedBy }),
            ...(link.invalid && { 'aria-invalid': true as const }),
          })
        )
      }
    </FieldFrame>
  );
}

export function NumberField(props: FieldProps) {
  const { part, value, set } = props;
  const { minimum, maximum, type } = part.schema;
  return (
    <FixedOrExpression props={props}>
      {(link) => (
        <Input
          {...link}
          type="number"
          min={minimum}
          max={maximum !== undefined && maximum > 1e15 ? undefined : maximum}
          step={type === 'integer' ? 1 : 'any'}
          className="max-w-50 tabular-nums"
          value={typeof value === 'number' ? value : ''}
          placeholder={part.schema.default === undefined ? part.schema.placeholder : String(part.schema.default)}
          onChange={(event) => set(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      )}
    </FixedOrExpression>
  );
}

export function FlagField({ part, path, value, set }: FieldProps) {
  const on = value === true || (value === undefined && part.schema.default === true);
  const off = part.schema.const === true ? undefined : part.required ? false : undefined;
  if (typeof value === 'string') return <NumberField part={part} path={path} value={value} set={set} />;
  return (
    <div data-field={path.join('.')}>
      <Switch label={part.schema.title ?? part.name} checked={on} onChange={(next) => set(next ? true : off)} />
      {part.schema.description && <p className="mt-1 text-meta text-fg-3">{part.schema.description}</p>}
    </div>
  );
}

export function ChoiceField(props: FieldProps) {
  const t = useText();
  const { part, value, set } = props;
  const options = (part.schema.enum ?? []).map(String);
  const chosen = value ?? part.schema.default;
  return (
    <FixedOrExpression props={props}>
      {(link) =>
        options.length <= 4 && options.join('').length < 34 && chosen !== undefined ? (
          <Segmented
            size="md"
            label={part.schema.title ?? part.name}
            value={String(chosen)}
            onChange={(next) => set(next)}
            options={options.map((option) => ({ value: option, label: option }))}
          />
        ) : (
          <Select
            {...link}
            className="max-w-100"
            value={chosen === undefined ? '' : String(chosen)}
            onChange={(event) => set(event.target.value || undefined)}
          >
            {chosen === undefined && <option value="">{t('form.choose')}</option>}
            {options.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </Select>
        )
      }
    </FixedOrExpression>
  );
}

/** A number and a unit; what does not fit into one unit is written as ISO 8601. */
export function DurationField(props: FieldProps) {
  const t = useText();
  const { part, value, set } = props;
  const given = typeof value === 'string' ? value : '';
  const usual = typeof part.schema.default === 'string' ? part.schema.default : undefined;
  const read = readDuration(given || usual || '');
  const [unit, setUnit] = useState<Unit>(read?.unit ?? 'D');
  const simple = read !== undefined || given === '';
  return (
    <FixedOrExpression props={props}>
      {(link) =>
        simple ? (
          <div className="flex gap-2">
            <Input
              {...link}
              type="number"
              min={0}
              className="max-w-28 tabular-nums"
              value={given === '' ? '' : (read?.amount ?? '')}
              placeholder={usual === undefined ? undefined : String(readDuration(usual)?.amount ?? usual)}
              onChange={(event) =>
                set(
                  event.target.value === ''
                    ? undefined
                    : durationOf(Math.max(0, Math.round(Number(event.target.value))), read?.unit ?? unit),
                )
              }
            />
            <Select
              aria-label={t('panel.duration.unit')}
              className="max-w-40"
              value={given === '' && !usual ? unit : (read?.unit ?? unit)}
              onChange={(event) => {
                const next = event.target.value as Unit;
                setUnit(next);
                if (given !== '' && read) set(durationOf(read.amount, next));
              }}
            >
              {units.map((each) => (
                <option key={each} value={each}>
                  {t(`panel.duration.${each}`)}
                </option>
              ))}
            </Select>
          </div>
        ) : (
          <Input
            {...link}
            className="max-w-60 font-mono"
            value={given}
            placeholder="P1DT12H"
            onChange={(event) => set(event.target.value || undefined)}
          />
        )
      }
    </FixedOrExpression>
  );
}

/** A zone of the IANA database, with the browser's own first. */
export function TimezoneField(props: FieldProps) {
  const { part, value, set } = props;
  const zones = Intl.supportedValuesOf('timeZone');
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <FixedOrExpression props={props}>
      {(link) => (
        <>
          <Input
            {...link}
            list={`${link.id}-zones`}
            className="max-w-100"
            value={typeof value === 'string' ? value : ''}
            placeholder={String(part.schema.default ?? own)}
            onChange={(event) => set(event.target.value || undefined)}
          />
          <datalist id={`${link.id}-zones`}>
            {[...new Set([own, 'UTC', ...zones])].map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </FixedOrExpression>
  );
}
