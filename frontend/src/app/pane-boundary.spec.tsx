import { act, useState } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { TooltipProvider } from '../ui/tooltip.js';
import { PaneBoundary } from './pane-boundary.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let place: HTMLElement;
let broken = true;

const Pane = () => {
  if (broken) throw new Error('this pane is broken');
  return <p>a chart</p>;
};
function Room() {
  const [text, setText] = useState('');
  return (
    <TooltipProvider>
      <input value={text} onChange={(event) => setText(event.target.value)} />
      <PaneBoundary>
        <Pane />
      </PaneBoundary>
    </TooltipProvider>
  );
}

beforeEach(() => {
  broken = true;
  // React tells the console about every error that a boundary caught.
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  act(() => root.render(<Room />));
});
afterEach(() => {
  act(() => root.unmount());
  jest.restoreAllMocks();
});

const input = () => place.querySelector('input')!;
const type = (text: string) =>
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input(), text);
    input().dispatchEvent(new Event('input', { bubbles: true }));
  });

describe('a pane that throws', () => {
  it('leaves what is typed beside it', () => {
    type('half a sentence');
    expect(place.textContent).toContain('could not be shown');
    expect(input().value).toBe('half a sentence');
  });

  it('is shown again when it can be', () => {
    type('half a sentence');
    broken = false;
    act(() => place.querySelector('button')!.click());
    expect(place.textContent).toContain('a chart');
    expect(input().value).toBe('half a sentence');
  });
});
