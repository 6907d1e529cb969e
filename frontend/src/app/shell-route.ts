import { createRootRoute, createRoute, redirect } from '@tanstack/react-router';
import { Lost } from './lost.js';
import { Root } from './root.js';
import { resumeSession, sessionStore } from './session.js';
import { Shell } from './shell.js';
import { whenIdle } from './when-idle.js';
import { complete } from '../text/language.js';

export const root = createRootRoute({ component: Root, notFoundComponent: Lost });

/** Everything that needs somebody who is signed in. */
export const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  async beforeLoad({ location }) {
    await resumeSession();
    if (sessionStore.getState().phase === 'anonymous')
      throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { next: location.href } });
    // Home says what the first load holds; whatever comes after it says more.
    if (location.pathname !== '/') await complete();
    else whenIdle(() => void complete().catch(() => undefined));
  },
});
