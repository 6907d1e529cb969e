import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { covered, isCovered } from './covered.js';
import { JsonTree } from './json-tree.js';

describe('secrets in values', () => {
  it('are covered by the name of their field, at any depth', () => {
    const value = { user: 'ada', apiKey: 'k1', list: [{ accessToken: 't', tokens: 3 }], password: '', secret: null };
    expect(covered(value)).toEqual({ ...value, apiKey: '•••', list: [{ accessToken: '•••', tokens: 3 }] });
    expect(isCovered(undefined, 'x')).toBe(false);
  });

  it('are read when somebody presses them, and covered again', () => {
    Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
    const place = document.body.appendChild(document.createElement('div'));
    const root = createRoot(place);
    act(() => root.render(<JsonTree value={{ login: { name: 'ada', session_token: 'st-4711' } }} />));
    expect(place.textContent).toContain('ada');
    expect(place.innerHTML).not.toContain('st-4711');
    const press = () =>
      act(() => [...place.querySelectorAll('button')].find(({ textContent }) => /•••|4711/.test(textContent))?.click());
    press();
    expect(place.textContent).toContain('st-4711');
    press();
    expect(place.textContent).not.toContain('st-4711');
    act(() => root.unmount());
    place.remove();
  });
});
