import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { TooltipProvider } from '../ui/tooltip.js';
import { NumberSection } from './number-fields.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let place: HTMLElement;
const saved: Record<'most' | 'days', number | null>[] = [];

beforeEach(() => {
  saved.length = 0;
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  act(() =>
    root.render(
      <TooltipProvider>
        <NumberSection
          title="Bounds"
          saved={{ most: 5, days: null }}
          fields={{
            most: { label: 'Most', hint: 'At once', min: 1, max: 10 },
            days: { label: 'Days', hint: 'Kept', min: 1, max: 3650, none: 'for ever' },
          }}
          check={({ most, days }) => (days !== null && days < (most ?? 0) ? { days: 'fewer than most' } : {})}
          mutation={{ mutate: (value) => saved.push(value), isPending: false, error: null }}
          offBecause={null}
        />
      </TooltipProvider>,
    ),
  );
});
afterEach(() => act(() => root.unmount()));

const type = (index: number, text: string) => {
  const input = place.querySelectorAll('input')[index] as HTMLInputElement;
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
};
const save = () =>
  act(() => {
    place.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
  });

it('saves whole numbers, and null for a field that may be empty', () => {
  type(0, '7');
  save();
  type(1, ' 30 ');
  save();
  expect(saved).toEqual([
    { most: 7, days: null },
    { most: 7, days: 30 },
  ]);
});

it.each([
  [0, '', 'Fill this in.'],
  [0, '1.5', 'Write a whole number.'],
  [0, 'many', 'Write a whole number.'],
  [0, '0', 'At least 1.'],
  [0, '11', 'At most 10.'],
  [1, '2', 'fewer than most'],
])('says what is wrong with field %i as %j, and saves nothing', (index, text, words) => {
  type(index, text);
  expect(place.textContent).toContain(words);
  save();
  expect(saved).toEqual([]);
});
