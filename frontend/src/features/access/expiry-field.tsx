import { useText } from '../../text/text.js';
import { Field, Input, Select } from '../../ui/field.js';
import { spans, type Expiry } from './key-state.js';

/** When a key stops working. `wrong`: the day is none, or is over. */
export function ExpiryField({
  expiry,
  wrong,
  onChange,
}: {
  expiry: Expiry;
  wrong: boolean;
  onChange(expiry: Expiry): void;
}) {
  const t = useText();
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('keys.api.expires')}>
        {(link) => (
          <Select
            {...link}
            value={expiry.span}
            onChange={(event) => onChange({ ...expiry, span: event.target.value as Expiry['span'] })}
          >
            {spans.map((span) => (
              <option key={span} value={span}>
                {t(`keys.api.expires.${span}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {expiry.span === 'date' && (
        <Field label={t('keys.api.expires.day')} error={wrong ? t('keys.api.expires.past') : undefined}>
          {(link) => (
            <Input
              {...link}
              type="date"
              value={expiry.day}
              onChange={(event) => onChange({ ...expiry, day: event.target.value })}
            />
          )}
        </Field>
      )}
    </div>
  );
}
