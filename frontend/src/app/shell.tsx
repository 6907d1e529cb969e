import { Outlet, useLocation, useMatches, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { complete } from '../text/language.js';
import { useText } from '../text/text.js';
import { cx } from '../ui/cx.js';
import { Banner } from './banner.js';
import { BottomBar } from './bottom-bar.js';
import { useLacking } from './lacking.js';
import { places } from './nav.js';
import { openKeys, openPalette, useOverlay } from './overlays.js';
import { useSession } from './session.js';
import { focusSearch, moveRow, useGoTo, useKeys } from './shortcuts.js';
import { SideBar } from './side-bar.js';
import { whenIdle } from './when-idle.js';

/** All three name what is on other pages, whose words are not in the first load. */
const palette = async () => {
  const [{ Palette: component }] = await Promise.all([import('./palette.js'), complete()]);
  return { default: component };
};
const Palette = lazy(palette);
const Barred = lazy(async () => {
  const [{ Barred: component }] = await Promise.all([import('./barred.js'), complete()]);
  return { default: component };
});
const KeysDialog = lazy(async () => {
  const [{ KeysDialog: component }] = await Promise.all([import('./keys-dialog.js'), complete()]);
  return { default: component };
});
const ReauthDialog = lazy(() =>
  import('../features/auth/reauth-dialog.js').then((module) => ({ default: module.ReauthDialog })),
);

/** Side bar or rail, the page, and what lies over it. */
export function Shell() {
  const t = useText();
  const session = useSession();
  const navigate = useNavigate();
  const { pathname, href } = useLocation();
  const rail = useMatches({ select: (matches) => matches.some((match) => match.staticData.rail) });
  const overlay = useOverlay((state) => state.open);

  useEffect(() => {
    // Signed out, here or in another tab.
    if (session.phase === 'anonymous') void navigate({ to: '/sign-in', search: {} });
  }, [session.phase, navigate]);

  const lacking = useLacking((state) => state.secondFactor);
  useEffect(() => {
    // The company asks for more than a password: here it is set up, and nothing else is answered until then.
    if (lacking) void navigate({ to: '/profile' });
  }, [lacking, pathname, navigate]);

  const bar = useLacking((state) => state.bar);
  const companyId = 'company' in session ? session.company.id : undefined;
  // Another company may let the reader in.
  useEffect(() => useLacking.setState({ bar: undefined }), [companyId]);

  useGoTo(Object.fromEntries(places.flatMap(({ key, to }) => (key ? [[key, () => void navigate({ to })]] : []))));
  useKeys({
    '?': openKeys,
    '/': (event) => {
      event.preventDefault();
      focusSearch();
    },
    j: () => moveRow(1),
    k: () => moveRow(-1),
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        openPalette();
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);

  // Fetched once the page has settled, so that nothing typed right behind Ctrl K is lost, and toasts are there at once.
  useEffect(() => whenIdle(() => void Promise.all([palette(), import('../ui/toaster.js')]).catch(() => undefined)), []);

  if (!('user' in session)) return null;
  return (
    <div
      className={cx(
        'grid h-dvh grid-rows-[minmax(0,1fr)_auto] bg-surface sm:grid-rows-[minmax(0,1fr)]',
        rail ? 'sm:grid-cols-[var(--rail)_minmax(0,1fr)]' : 'sm:grid-cols-[var(--sidebar)_minmax(0,1fr)]',
      )}
    >
      <a
        href="#content"
        className="fixed top-2 left-2 z-(--z-toast) -translate-y-20 rounded-sm bg-ink px-3 py-2 text-on-ink focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <SideBar rail={rail} onSearch={openPalette} />
      <div className="flex min-h-0 min-w-0 flex-col">
        <Banner />
        <main
          id="content"
          key={pathname.split('/')[1]}
          tabIndex={-1}
          className="min-h-0 flex-1 overflow-auto outline-none focus-visible:shadow-none"
        >
          {bar && !pathname.startsWith('/profile') ? (
            <Suspense>
              <Barred bar={bar} />
            </Suspense>
          ) : (
            <Outlet />
          )}
        </main>
      </div>
      {!/^\/inbox\/.+/.test(pathname) && <BottomBar />}
      <Suspense>
        {overlay === 'palette' && <Palette />}
        {overlay === 'keys' && <KeysDialog />}
        {session.phase === 'expired' && <ReauthDialog returnTo={href} />}
      </Suspense>
    </div>
  );
}
