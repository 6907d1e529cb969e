import { useOnViewportChange, useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useMemo, useRef } from 'react';

/** Below the first the usual words cannot be read: tile, name and status only, and larger. Below the second, colours. */
const some = 0.6;
const very = 0.3;
const farness = (zoom: number): 0 | 1 | 2 => (zoom < very ? 2 : zoom < some ? 1 : 0);
const words = [undefined, 'some', 'very'] as const;

/** From this many steps on, detail that comes into sight comes when the movement ends: all of it at once takes several frames. */
const many = 150;

/**
 * Tells the style sheet how far away the canvas is seen, and that it moves: `data-far` and `data-moving` of React Flow's element. No
 * card is drawn by React for either, so that zooming is the browser's work alone.
 */
export function Distance() {
  const store = useStoreApi();
  const far = useStore((state) => farness(state.transform[2]));
  const shown = useRef<0 | 1 | 2>(0);
  const moving = useRef(false);
  const [move, end, show] = useMemo(() => {
    const tell = () => {
      const { domNode, transform, nodeLookup } = store.getState();
      const now = farness(transform[2]);
      if (!domNode || now === shown.current || (moving.current && now < shown.current && nodeLookup.size > many))
        return;
      shown.current = now;
      const word = words[now];
      if (word) domNode.dataset['far'] = word;
      else delete domNode.dataset['far'];
    };
    const mark = (on: boolean) => {
      if (moving.current === on) return;
      moving.current = on;
      store.getState().domNode?.toggleAttribute('data-moving', on);
    };
    const ended = () => {
      mark(false);
      tell();
    };
    return [() => mark(true), ended, tell];
  }, [store]);
  useEffect(show, [show, far]);
  useOnViewportChange({ onChange: move, onEnd: end });
  return null;
}
