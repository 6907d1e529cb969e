import { Select } from './field.js';

/** One filter above a list: a value of a few, or any. */
export function FilterSelect<Value extends string>({
  label,
  any,
  value,
  options,
  textOf,
  onChange,
  className = 'sm:w-44!',
}: {
  label: string;
  /** The choice that filters nothing. */
  any: string;
  value: Value | undefined;
  options: readonly Value[];
  textOf(value: Value): string;
  onChange(value: Value | undefined): void;
  className?: string;
}) {
  return (
    <Select
      aria-label={label}
      value={value ?? ''}
      onChange={(event) => onChange(options.find((each) => each === event.target.value))}
      className={`filter-control ${className}`}
    >
      <option value="">{any}</option>
      {options.map((each) => (
        <option key={each} value={each}>
          {textOf(each)}
        </option>
      ))}
    </Select>
  );
}
