import { Plus } from 'lucide-react';
import { useText } from '../../text/text.js';
import { Button } from '../../ui/button.js';
import { useMaybeEditor } from './editor-store.js';

/** Inside a map or loop without steps: what belongs there. */
export function EmptyBody({ id }: { id: string }) {
  const t = useText();
  const editor = useMaybeEditor();
  if (!editor) return null;
  return (
    <div className="grid flex-1 place-items-center">
      <Button
        size="sm"
        icon={Plus}
        className="nodrag nopan"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          editor.ask({
            ask: 'kind',
            spot: { at: 'free', parent: id },
            position: undefined,
            screen: { x: box.left, y: box.bottom + 4 },
          });
        }}
      >
        {t('builder.body.add')}
      </Button>
    </div>
  );
}
