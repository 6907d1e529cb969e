import { Fragment } from 'react';
import type { TextKey } from '../text/catalogue.js';
import { useText } from '../text/text.js';
import { Kbd } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Switch } from '../ui/switch.js';
import { closeOverlay } from './overlays.js';
import { commandKey, useLetters } from './shortcuts.js';

const groups: readonly { title: TextKey; keys: readonly [string, TextKey][] }[] = [
  {
    title: 'keys.everywhere',
    keys: [
      ['@ K', 'keys.palette'],
      ['G > H', 'nav.home'],
      ['G > I', 'nav.inbox'],
      ['G > R', 'nav.runs'],
      ['G > W', 'nav.workflows'],
      ['G > A', 'nav.agents'],
      ['?', 'keys.help'],
    ],
  },
  {
    title: 'keys.lists',
    keys: [
      ['/', 'keys.search'],
      ['J K', 'keys.move'],
    ],
  },
  {
    title: 'workflow.tab.build',
    keys: [
      ['N', 'builder.add'],
      ['← → ↑ ↓', 'builder.keys.follow'],
      ['Shift ←', 'builder.keys.move'],
      ['Enter', 'builder.keys.open'],
      ['C', 'builder.connect'],
      ['T', 'builder.test'],
      ['Shift T', 'builder.testUpTo'],
      ['P', 'builder.pin'],
      ['@ D', 'builder.duplicate'],
      ['@ G', 'builder.group'],
      ['@ C V', 'builder.keys.copy'],
      ['@ F', 'builder.find'],
      ['@ Z', 'builder.undo'],
      ['@ Shift Z', 'builder.redo'],
      ['Del', 'builder.delete'],
      ['@ Enter', 'workflow.run'],
      ['Shift F10', 'builder.keys.menu'],
    ],
  },
  {
    title: 'keys.run',
    keys: [
      ['← →', 'keys.events'],
      ['L', 'keys.live'],
      ['Shift 1', 'keys.fit'],
    ],
  },
  {
    title: 'keys.inbox',
    keys: [
      ['A R', 'keys.answer'],
      ['D', 'inbox.pass'],
      ['Enter', 'keys.confirm'],
    ],
  },
];

/** Every key, and the switch for those of a single letter. */
export function KeysDialog() {
  const t = useText();
  const letters = useLetters();
  return (
    <Dialog
      open
      wide
      onClose={closeOverlay}
      title={t('keys.title')}
      actions={<Button onClick={closeOverlay}>{t('do.close')}</Button>}
    >
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="mb-1 text-meta font-medium text-fg-3">{t(group.title)}</h3>
            <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1">
              {group.keys.map(([keys, text]) => (
                <Fragment key={keys}>
                  <dt>{t(text)}</dt>
                  <dd className="flex items-center justify-end gap-1 text-meta text-fg-3">
                    {keys
                      .split(' ')
                      .map((key) =>
                        key === '>' ? (
                          <span key={key}>{t('keys.then')}</span>
                        ) : (
                          <Kbd key={key}>{key === '@' ? commandKey() : key}</Kbd>
                        ),
                      )}
                  </dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <div className="mt-5 border-t border-line pt-4">
        <Switch label={t('keys.letters')} checked={letters.on} onChange={letters.set} />
        <p className="mt-1 text-meta text-fg-3">{t('keys.letters.help')}</p>
      </div>
    </Dialog>
  );
}
