import { useState } from 'react';
import { isSecretName } from '#libs/contracts';
import { useText } from '../text/text.js';

/** What stands in the place of a secret. */
export const cover = '•••';

/** A copy with the values of fields that hold secrets covered, for texts that cannot be uncovered. */
export function covered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(covered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isCovered(name, inner) ? cover : covered(inner)]),
  );
}

/** Whether a value is covered until somebody wants to see it, by the name of its field. */
export const isCovered = (name: string | undefined, value: unknown): boolean =>
  name !== undefined && value !== null && value !== undefined && value !== '' && isSecretName(name);

/** A secret: dots, until it is pressed. */
export function Covered({ value }: { value: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <button
      type="button"
      className="rounded-xs text-left text-fg-2 hover:text-fg"
      title={t(open ? 'secret.hide' : 'secret.show')}
      aria-label={open ? undefined : t('secret.show')}
      onClick={() => setOpen(!open)}
    >
      {open ? value : cover}
    </button>
  );
}
