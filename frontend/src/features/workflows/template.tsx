import { splitTemplate } from '#libs/expressions';

/** A text of a configuration: plain words, and expressions as chips in mono. */
export function Template({ text }: { text: string }) {
  return (
    <span className="break-words whitespace-pre-wrap">
      {partsOf(text).map((part, index) =>
        part.code ? (
          <code
            key={index}
            className="mx-px inline rounded-xs bg-accent-soft box-decoration-clone px-1.25 py-0.5 font-mono text-meta font-medium text-accent-text inset-ring inset-ring-accent-line"
          >
            {part.text}
          </code>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}

/** A text that is no valid template is shown as it stands: the problems list says why. */
function partsOf(text: string): { text: string; code: boolean }[] {
  try {
    return splitTemplate(text).map((part) =>
      part.kind === 'text' ? { text: part.text, code: false } : { text: part.source.trim(), code: true },
    );
  } catch {
    return [{ text, code: false }];
  }
}
