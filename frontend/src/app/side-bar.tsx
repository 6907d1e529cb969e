import { Link } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { Fragment } from 'react';
import { useText } from '../text/text.js';
import { Kbd } from '../ui/badge.js';
import { cx } from '../ui/cx.js';
import { Tooltip } from '../ui/tooltip.js';
import { AccountMenu, CompanyMenu } from './account.js';
import { useInboxCount, useUnreadCount } from './counts.js';
import { notificationsPlace, places, type Place } from './nav.js';
import { commandKey } from './shortcuts.js';

/** 224 px with words; as a rail 52 px with icons, where a canvas needs the room. */
export function SideBar({ rail, onSearch }: { rail: boolean; onSearch(): void }) {
  const t = useText();
  const inbox = useInboxCount();
  const unread = useUnreadCount();
  const counts: Partial<Record<Place['to'], number>> = { '/inbox/{-$id}': inbox };
  return (
    <nav
      aria-label={t('nav.main')}
      className={cx(
        'flex min-h-0 flex-col overflow-y-auto border-r border-line bg-canvas py-2.5 max-sm:hidden',
        rail ? 'items-center gap-1' : 'gap-0.5 px-2',
      )}
    >
      <CompanyMenu rail={rail} />
      {!rail && (
        <button
          type="button"
          onClick={onSearch}
          className="mb-2.5 flex h-8 shrink-0 items-center gap-2 rounded-sm border border-line-strong bg-surface pr-1.5 pl-2 text-left text-fg-3 hover:bg-hover"
        >
          <Search aria-hidden className="size-4" strokeWidth={1.75} />
          <span className="min-w-0 flex-1 truncate">{t('nav.search')}</span>
          <Kbd>{commandKey()} K</Kbd>
        </button>
      )}
      {places.map((place, index) => (
        <Fragment key={place.to}>
          {!rail && place.group && place.group !== places[index - 1]?.group && (
            <h2 className="px-2 pt-3.5 pb-1 text-micro font-medium text-fg-3">{t(place.group)}</h2>
          )}
          <NavLink place={place} rail={rail} count={counts[place.to] ?? 0} />
        </Fragment>
      ))}
      <div className={cx('mt-auto flex flex-col pt-3', rail && 'items-center')}>
        <NavLink place={notificationsPlace} rail={rail} count={unread} quiet />
        <AccountMenu rail={rail} />
      </div>
    </nav>
  );
}

function NavLink({
  place,
  rail,
  count,
  quiet = false,
}: {
  place: Place;
  rail: boolean;
  count: number;
  quiet?: boolean;
}) {
  const t = useText();
  const Icon = place.icon;
  const name = t(place.text);
  const label = count > 0 ? `${name}, ${t(quiet ? 'notifications.unread' : 'nav.open', { count })}` : name;
  const link = (
    <Link
      to={place.to}
      activeOptions={{ exact: place.to === '/' }}
      aria-label={rail ? label : undefined}
      className={cx(
        'group/nav relative flex shrink-0 items-center rounded-sm font-medium text-fg-2 hover:bg-hover data-[status=active]:bg-pressed data-[status=active]:text-fg',
        rail ? 'h-8.5 w-9 justify-center' : 'h-7.5 gap-2.5 px-2',
      )}
    >
      <Icon
        aria-hidden
        className="size-4 shrink-0 text-fg-3 group-data-[status=active]/nav:text-fg"
        strokeWidth={1.75}
      />
      {!rail && <span className="truncate">{name}</span>}
      {!rail && count > 0 && !quiet && (
        <span className="ml-auto min-w-4.5 rounded-full bg-waiting-soft px-1.25 text-center text-micro font-semibold text-waiting tabular-nums">
          {count}
          <span className="sr-only"> {t('nav.openShort')}</span>
        </span>
      )}
      {!rail && count > 0 && quiet && (
        <span className="ml-auto text-meta text-fg-3 tabular-nums">
          {count}
          <span className="sr-only"> {t('notifications.unreadShort')}</span>
        </span>
      )}
      {rail && count > 0 && !quiet && (
        <span
          aria-hidden
          className="absolute top-1 right-1 box-content size-2 rounded-full border-2 border-canvas bg-waiting-solid"
        />
      )}
    </Link>
  );
  return rail ? (
    <Tooltip label={label} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
