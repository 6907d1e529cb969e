import { cx } from './cx.js';

/** A person by initials. */
export function Avatar({ name, size = 'md' }: { name: string; size?: 'md' | 'sm' }) {
  const words = name.trim().split(/\s+/);
  const initials = ((words[0]?.[0] ?? '') + (words.length > 1 ? (words.at(-1)?.[0] ?? '') : '')).toUpperCase();
  return (
    <span
      aria-hidden
      data-initials={initials}
      className={cx(
        'grid shrink-0 place-items-center rounded-full bg-tile-people font-semibold text-tile-people-ink before:content-[attr(data-initials)]',
        size === 'md' ? 'size-6 text-[0.625rem]' : 'size-5 text-[0.5625rem]',
      )}
    />
  );
}
