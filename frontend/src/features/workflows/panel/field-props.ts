import type { FormPart } from './form-schema.js';

/** What each editor of a field is given. `path`: from the configuration. `set(undefined)` takes the field away. */
export interface FieldProps {
  part: FormPart;
  path: readonly (string | number)[];
  value: unknown;
  set(value: unknown): void;
}
