import { Link, Navigate, Outlet, useLocation } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { usePhone } from '../../app/media.js';
import { Page } from '../../app/page.js';
import { useTitle } from '../../app/title.js';
import { useText } from '../../text/text.js';
import { Card } from '../../ui/card.js';
import { useSections } from './use-sections.js';

/** Administration: its sections at the left, one of them beside. On a phone one at a time, with the way back. */
export function AdministrationFrame() {
  const t = useText();
  const phone = usePhone();
  const shown = useSections();
  const { pathname } = useLocation();
  const inside = pathname !== '/administration';
  if (phone)
    return (
      <>
        {inside && (
          <div className="-mb-3 bg-canvas px-3 pt-2">
            <Link
              to="/administration"
              className="inline-flex h-9 items-center gap-1 rounded-sm px-1 font-medium text-fg-2"
            >
              <ChevronLeft aria-hidden className="size-4" strokeWidth={1.75} />
              {t('admin.title')}
            </Link>
          </div>
        )}
        <Outlet />
      </>
    );
  return (
    <div className="grid h-full grid-cols-[var(--sidebar)_minmax(0,1fr)] bg-canvas">
      <nav aria-label={t('admin.title')} className="overflow-y-auto border-r border-line px-2 py-4">
        {shown.map((section, index) => (
          <Fragment key={section.to}>
            {section.group !== shown[index - 1]?.group && (
              <h2 className="px-2 pt-3 pb-1 text-micro font-medium text-fg-3 first:pt-0">{t(section.group)}</h2>
            )}
            <Link
              to={`/administration/${section.to}` as '/administration/members'}
              className="group/nav flex h-7.5 items-center gap-2.5 rounded-sm px-2 font-medium text-fg-2 hover:bg-hover data-[status=active]:bg-pressed data-[status=active]:text-fg"
            >
              <section.icon
                aria-hidden
                className="size-4 shrink-0 text-fg-3 group-data-[status=active]/nav:text-fg"
                strokeWidth={1.75}
              />
              <span className="truncate">{t(section.text)}</span>
            </Link>
          </Fragment>
        ))}
      </nav>
      {/* A page without anything to press can be scrolled by keyboard all the same. */}
      <div tabIndex={0} className="min-h-0 min-w-0 overflow-auto outline-none">
        <Outlet />
      </div>
    </div>
  );
}

/** Its first page: on a phone the list of sections, else the first of them. */
export function AdministrationIndex() {
  const t = useText();
  const phone = usePhone();
  const shown = useSections();
  useTitle(t('admin.title'));
  if (!phone) return <Navigate to="/administration/company" replace />;
  return (
    <Page title={t('admin.title')}>
      <Card>
        <ul>
          {shown.map((section) => (
            <li key={section.to} className="border-t border-line first:border-t-0">
              <Link
                to={`/administration/${section.to}` as '/administration/members'}
                className="flex h-12 items-center gap-3 px-4 font-medium hover:bg-hover"
              >
                <section.icon aria-hidden className="size-4.5 text-fg-3" strokeWidth={1.75} />
                {t(section.text)}
                <ChevronRight aria-hidden className="ml-auto size-4 text-fg-3" strokeWidth={1.75} />
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </Page>
  );
}
