import { Eye, EyeOff, Search, TriangleAlert } from 'lucide-react';
import {
  useId,
  useState,
  type ComponentProps,
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
} from 'react';
import { useText } from '../text/text.js';
import { cx } from './cx.js';

/** What ties a control to its label, hint and error. Spread it on the control. */
export interface FieldLink {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
}

/** Label above, hint or error below. Required is the rule; `optional` says otherwise. */
export function Field({
  label,
  optional,
  hint,
  error,
  children,
  className,
}: {
  label: ReactNode;
  optional?: boolean;
  hint?: ReactNode;
  error?: ReactNode;
  children: (link: FieldLink) => ReactNode;
  className?: string;
}) {
  const t = useText();
  const id = useId();
  const below = error ?? hint;
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className="mb-1.5 flex items-center gap-1.5 font-medium">
        {label}
        {optional && <span className="font-normal text-fg-3">{t('form.optional')}</span>}
      </label>
      {children({
        id,
        'aria-describedby': below ? `${id}-below` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      {below && (
        <p id={`${id}-below`} className={cx('mt-1.5 flex gap-1.25 text-meta', error ? 'text-failed' : 'text-fg-3')}>
          {error && <TriangleAlert aria-hidden className="mt-0.25 size-3.5 shrink-0" strokeWidth={1.75} />}
          <span className="min-w-0">{below}</span>
        </p>
      )}
    </div>
  );
}

const control = 'field w-full min-w-0 px-2.5 text-ui text-fg disabled:text-fg-off';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...rest} className={cx(control, 'h-(--control)', className)} />;
}

/** A password that can be looked at. */
export function PasswordInput({ className, ...rest }: ComponentProps<'input'>) {
  const t = useText();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="relative">
      <Input {...rest} type={shown ? 'text' : 'password'} className={cx('pr-10', className)} />
      <button
        type="button"
        aria-label={t(shown ? 'do.hidePassword' : 'do.showPassword')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 right-0 grid w-9 place-items-center rounded-sm text-fg-3 hover:text-fg"
      >
        <Icon aria-hidden className="size-4" strokeWidth={1.75} />
      </button>
    </div>
  );
}

export function Textarea({ className, ...rest }: TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <textarea rows={4} {...rest} className={cx(control, 'resize-y py-1.5', className)} />;
}

/** The browser's own list: keyboard, screen reader and phone know it. */
export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return (
    <select
      {...rest}
      className={cx(
        control,
        'h-(--control) appearance-none bg-[url(/chevron.svg)] bg-[position:right_0.625rem_center] bg-no-repeat pr-8',
        className,
      )}
    />
  );
}

export function SearchInput({ label, className, ...rest }: { label: string } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <div className={cx('relative', className)}>
      <Search
        aria-hidden
        className="absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-fg-3"
        strokeWidth={1.75}
      />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        data-search
        {...rest}
        className={cx(control, 'h-(--control-sm) pl-8 [&::-webkit-search-cancel-button]:appearance-none')}
      />
    </div>
  );
}

export function Checkbox({ label, ...rest }: { label: ReactNode } & InputHTMLAttributes<HTMLInputElement>) {
  return (
    <label className="inline-flex items-center gap-2">
      <input type="checkbox" {...rest} className="size-4 rounded-xs accent-(--accent)" />
      {label}
    </label>
  );
}
