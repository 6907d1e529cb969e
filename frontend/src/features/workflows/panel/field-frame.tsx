import { TriangleAlert } from 'lucide-react';
import { useId, type ReactNode } from 'react';
import { useText } from '../../../text/text.js';
import { cx } from '../../../ui/cx.js';
import { useDefinition } from '../../../builder/edit/editor-store.js';
import { problemWords } from '../problem-words.js';
import { usePanel } from './panel-context.js';
import type { FormPart } from './form-schema.js';

export interface FrameLink {
  id: string;
  label: string;
  describedBy: string | undefined;
  invalid: boolean;
}

/** Label above; hint or the draft's own problem below. The preview of an expression stands between. */
export function FieldFrame({
  part,
  path,
  aside,
  below,
  children,
}: {
  part: FormPart;
  path: readonly (string | number)[];
  /** At the right of the label: ways to write the value. */
  aside?: ReactNode;
  below?: ReactNode;
  children(link: FrameLink): ReactNode;
}) {
  const t = useText();
  const id = useId();
  const problem = useProblem(path);
  const { title = part.name, description } = part.schema;
  const words = problem ?? description;
  return (
    <div className="min-w-0" data-field={path.join('.')}>
      <div className="mb-1.5 flex min-h-5 items-center gap-1.5">
        <label htmlFor={id} className="min-w-0 truncate font-medium">
          {title}
        </label>
        {!part.required && part.schema.default === undefined && (
          <span className="font-normal text-fg-3">{t('form.optional')}</span>
        )}
        {aside && <span className="ml-auto flex shrink-0 items-center gap-1">{aside}</span>}
      </div>
      {children({ id, label: title, describedBy: words ? `${id}-below` : undefined, invalid: problem !== undefined })}
      {below}
      {words && (
        <p id={`${id}-below`} className={cx('mt-1.5 flex gap-1.25 text-meta', problem ? 'text-failed' : 'text-fg-3')}>
          {problem && <TriangleAlert aria-hidden className="mt-0.25 size-3.5 shrink-0" strokeWidth={1.75} />}
          <span className="min-w-0 break-words">{words}</span>
        </p>
      )}
    </div>
  );
}

/** The first problem of a field, or of something inside of it. */
export function useProblem(path: readonly (string | number)[]): string | undefined {
  const t = useText();
  const definition = useDefinition();
  const { problems, index } = usePanel();
  const at = `nodes[${index}].config${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`)).join('')}`;
  const problem = problems.find(
    ({ path: place }) => place === at || place.startsWith(`${at}.`) || place.startsWith(`${at}[`),
  );
  return problem && problemWords(problem, definition, t);
}
