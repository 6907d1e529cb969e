import { isSecretName } from '#libs/contracts';
import { splitTemplate } from '#libs/expressions';
import { useText } from '../../../text/text.js';
import { nameOf } from '../../../builder/kinds.js';
import { cover, covered } from '../../../ui/covered.js';
import { useDefinition } from '../../../builder/edit/editor-store.js';
import { previewOf, readSteps } from '../testing/scope-values.js';
import { useProblem } from './field-frame.js';
import { usePanel } from './panel-context.js';

/** What an expression gives now, always below it; and the steps it reads, to jump there. */
export function PreviewLine({
  text,
  path,
  late = false,
}: {
  text: string;
  /** Of the field: what is wrong with it is said below, not here as well. */
  path: readonly (string | number)[];
  late?: boolean;
}) {
  const t = useText();
  const { scope, lateScope, onShow } = usePanel();
  const definition = useDefinition();
  const problem = useProblem(path);
  const preview = previewOf(text, late ? lateScope : scope);
  if (preview.is === 'plain') return null;
  const value = preview.is === 'known' ? (readsSecret(text) ? cover : shown(covered(preview.value))) : '';
  const sources = readSteps(text).flatMap((id) => definition.nodes.find((node) => node.id === id) ?? []);
  return (
    <div className="mt-1.5 flex flex-wrap items-baseline gap-x-3 gap-y-0.5 text-meta text-fg-3">
      <span className="min-w-0 flex-1 truncate" role="status">
        {preview.is === 'known' && (
          <>
            {t('panel.resolves')}{' '}
            <span className="foreign text-fg-2" title={value}>
              {value}
            </span>
          </>
        )}
        {preview.is === 'unknown' && t('panel.resolves.unknown')}
        {preview.is === 'wrong' && !problem && <span className="text-failed">{preview.why}</span>}
      </span>
      {sources.map((node) => (
        <button key={node.id} type="button" className="link max-w-40 truncate" onClick={() => onShow(node.id)}>
          {t('panel.source', { name: nameOf(node) })}
        </button>
      ))}
    </div>
  );
}

/** Whether an expression reads a field that holds a secret: `{{ steps.login.output.token }}`. */
const readsSecret = (text: string): boolean =>
  splitTemplate(text).some((part) => part.kind !== 'text' && (part.source.match(/[\w-]+/g) ?? []).some(isSecretName));

/** A value on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? '–');
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
