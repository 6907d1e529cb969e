import { useText } from '../../text/text.js';
import { Field } from '../../ui/field.js';
import { CodeField } from '../workflows/panel/code-field.js';
import type { FormLink } from './form-link.js';

/** JavaScript that runs in the sandbox. */
export function CodeFields({ link }: { link: FormLink }) {
  const t = useText();
  const error = link.errorOf('code', 'definition');
  return (
    <Field label={t('tools.code')} hint={t('tools.code.hint')} error={error}>
      {(field) => (
        <CodeField
          id={field.id}
          label={t('tools.code')}
          mode="code"
          lines={12}
          describedBy={field['aria-describedby']}
          invalid={error !== undefined}
          value={link.draft.code}
          onChange={(code) => link.set({ code })}
        />
      )}
    </Field>
  );
}
