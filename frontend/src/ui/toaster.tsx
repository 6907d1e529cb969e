import { Check, OctagonX, X } from 'lucide-react';
import * as Radix from 'radix-ui/toast';
import { useText } from '../text/text.js';
import { Button, IconButton } from './button.js';
import { useToasts } from './toast.js';

const drop = (id: number) => useToasts.setState(({ items }) => ({ items: items.filter((item) => item.id !== id) }));

/** Shows toasts. It comes with the first of them: see app/root.tsx. */
export function Toaster() {
  const t = useText();
  const items = useToasts((state) => state.items);
  return (
    <Radix.Provider label={t('nav.notifications')} duration={6000}>
      {items.map((item) => (
        <Radix.Root
          key={item.id}
          duration={item.tone === 'error' ? Infinity : 6000}
          onOpenChange={(open) => !open && drop(item.id)}
          className="floating appear flex items-center gap-2.5 rounded-lg py-2 pr-2 pl-3.5"
        >
          {item.tone === 'done' ? (
            <Check aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
          ) : (
            <OctagonX aria-hidden className="size-4 shrink-0 text-failed-solid" strokeWidth={1.75} />
          )}
          <Radix.Title className="min-w-0 flex-1">{item.text}</Radix.Title>
          {item.undo && (
            <Radix.Action altText={item.undo.label} asChild>
              <Button size="sm" look="ghost" onClick={item.undo.act}>
                {item.undo.label}
              </Button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <IconButton size="sm" icon={X} label={t('do.dismiss')} />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-(--z-toast) flex w-90 max-w-[calc(100vw-2rem)] flex-col gap-2 max-sm:bottom-18" />
    </Radix.Provider>
  );
}
