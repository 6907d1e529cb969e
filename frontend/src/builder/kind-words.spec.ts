import { nodeKinds } from '#libs/catalog/node-kinds/defs';
import { kinds as german } from '../text/de/kinds.js';
import { useLanguage } from '../text/language.js';
import { describedKind, nameOf, titleOfKind } from './kinds.js';

it('German has words for every kind, and for no other', () => {
  expect(Object.keys(german).sort()).toEqual(Object.keys(nodeKinds).sort());
});

it('steps without a name are called by their kind, in the language of the reader', async () => {
  const step = { id: 'ask', kind: 'human.approval' };
  expect([nameOf(step), describedKind('data.set')]).toEqual(['Approval', 'Gives names to values that later steps use']);
  await useLanguage.getState().choose('de');
  expect([nameOf(step), titleOfKind('flow.wait')]).toEqual(['Freigabe', 'Warten']);
  expect(nameOf({ ...step, name: 'Ask Ann' })).toBe('Ask Ann');
  expect(nameOf({ id: 'x', kind: 'notify.pigeon' })).toBe('x');
  await useLanguage.getState().choose('en');
  expect(nameOf(step)).toBe('Approval');
});
