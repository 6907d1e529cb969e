import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../text/text.js';
import { Note } from '../../../ui/states.js';
import type { Piece } from './answer.js';
import { withCitations } from './citations.js';
import { EntryCard, LiveCard } from './tool-card.js';
import type { Entry } from './use-conversation.js';

/** What came before an answer, from the transcript: words between calls, calls, what was thought. Not the answer itself. */
export function EntrySteps({ entries }: { entries: readonly Entry[] }) {
  return entries.map((entry) => {
    if (entry.type === 'tool') return <EntryCard key={entry.seq} entry={entry} />;
    if (entry.type === 'error') return null;
    return (
      <div key={entry.seq} className="grid gap-2 empty:hidden">
        {entry.note && <PlatformNote text={entry.note} />}
        {entry.reasoning && <Reasoning text={entry.reasoning} />}
        {entry.type === 'turn' && entry.text && <Words text={entry.text} />}
      </div>
    );
  });
}

/** The same while it comes. */
export function LiveSteps({ pieces, outside }: { pieces: readonly Piece[]; outside(tool: string): boolean }) {
  return pieces.map((piece, index) =>
    piece.type === 'text' ? (
      <Words key={index} text={piece.text} />
    ) : (
      <LiveCard key={index} call={piece.call} outside={outside(piece.call.tool)} />
    ),
  );
}

/** What an agent says; where it cites a document, the passage opens. */
export const Words = ({ text }: { text: string }) => (
  <p className="text-read break-words whitespace-pre-wrap">
    {withCitations(text).map((part, index) =>
      typeof part === 'string' ? (
        part
      ) : (
        <Link
          key={index}
          to="/knowledge/$id/documents/$documentId"
          params={{ id: part.base, documentId: part.document }}
          search={{ passage: part.passage }}
          className="link"
        >
          {part.name}
        </Link>
      ),
    )}
  </p>
);

/** What the model tells of its thinking: there when wanted. */
export function Reasoning({ text }: { text: string }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  return (
    <div className="text-meta">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="rounded-xs text-fg-3 hover:text-fg hover:underline"
      >
        {t(open ? 'task.reasoning.hide' : 'task.reasoning')}
      </button>
      {open && <p className="mt-1 border-l-2 border-line pl-3 break-words whitespace-pre-wrap text-fg-2">{text}</p>}
    </div>
  );
}

function PlatformNote({ text }: { text: string }) {
  return (
    <Note tone="waiting" icon={<TriangleAlert aria-hidden className="size-4 text-waiting-solid" strokeWidth={1.75} />}>
      {text}
    </Note>
  );
}
