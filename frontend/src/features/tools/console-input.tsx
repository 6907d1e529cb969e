import { SchemaFields } from '../../forms/schema-fields.js';
import { useText } from '../../text/text.js';
import { Field, Textarea } from '../../ui/field.js';
import { Segmented } from '../../ui/segmented.js';
import type { ConsoleInputState } from './use-console-input.js';

/** The input of a call: as fields or as JSON. `refused`: what the server said about a field. */
export function ConsoleInput({ input, refused }: { input: ConsoleInputState; refused: Record<string, string> }) {
  const t = useText();
  const whole = Object.entries(refused).find(([name]) => !input.fields.some((field) => field.name === name));
  return (
    <>
      {input.fields.length > 0 && (
        <div>
          <Segmented<'form' | 'json'>
            label={t('tools.try.as')}
            value={input.mode}
            onChange={input.turn}
            options={[
              { value: 'form', label: t('tools.try.form') },
              { value: 'json', label: 'JSON' },
            ]}
          />
        </div>
      )}
      {input.mode === 'json' ? (
        <Field
          label={t('tools.try.json')}
          error={input.badJson ? t('form.json') : Object.entries(refused).map(([, message]) => message)[0]}
        >
          {(link) => (
            <Textarea
              {...link}
              rows={8}
              spellCheck={false}
              className="font-mono text-meta"
              value={input.json}
              onChange={(event) => input.changeJson(event.target.value)}
            />
          )}
        </Field>
      ) : input.fields.length === 0 ? (
        <p className="text-fg-3">{t('tools.try.nothing')}</p>
      ) : (
        <SchemaFields
          fields={input.fields}
          draft={input.draft}
          problems={{ ...refused, ...input.problems }}
          onChange={input.change}
        />
      )}
      {input.mode === 'form' && whole && <p className="text-meta text-failed">{whole[1]}</p>}
    </>
  );
}
