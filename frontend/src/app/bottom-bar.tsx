import { Link, useNavigate } from '@tanstack/react-router';
import { Ellipsis, LogOut, Search } from 'lucide-react';
import { useText } from '../text/text.js';
import { cx } from '../ui/cx.js';
import { Menu, MenuItem, MenuLine } from '../ui/menu.js';
import { AccountItems, useSignOut } from './account.js';
import { useInboxCount } from './counts.js';
import { notificationsPlace, places } from './nav.js';
import { openPalette } from './overlays.js';

const look =
  'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-micro font-medium text-fg-2 data-[status=active]:text-accent-text';

/** Below 640 px instead of the side bar: Home, Inbox, Runs, More. */
export function BottomBar() {
  const t = useText();
  const navigate = useNavigate();
  const inbox = useInboxCount();
  const signOut = useSignOut();
  return (
    <nav aria-label={t('nav.main')} className="flex shrink-0 border-t border-line bg-surface sm:hidden">
      {places.slice(0, 3).map(({ to, text, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/' }} className={look}>
          <span className="relative">
            <Icon aria-hidden className="size-5" strokeWidth={1.75} />
            {to.startsWith('/inbox') && inbox > 0 && (
              <span className="absolute -top-1 left-3.5 min-w-4 rounded-full bg-waiting-soft px-1 text-center text-micro font-semibold text-waiting">
                {inbox}
                <span className="sr-only"> {t('nav.openShort')}</span>
              </span>
            )}
          </span>
          {t(text)}
        </Link>
      ))}
      <Menu
        side="top"
        align="end"
        label={t('nav.more')}
        trigger={
          <button type="button" className={cx(look)}>
            <Ellipsis aria-hidden className="size-5" strokeWidth={1.75} />
            {t('nav.more')}
          </button>
        }
      >
        <MenuItem icon={Search} onSelect={openPalette}>
          {t('nav.search')}
        </MenuItem>
        <MenuLine />
        {[...places.slice(3), notificationsPlace].map(({ to, text, icon }) => (
          <MenuItem key={to} icon={icon} onSelect={() => void navigate({ to })}>
            {t(text)}
          </MenuItem>
        ))}
        <MenuLine />
        <AccountItems />
        <MenuItem icon={LogOut} onSelect={() => void signOut()}>
          {t('nav.signOut')}
        </MenuItem>
      </Menu>
    </nav>
  );
}
