import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useRouter } from '@tanstack/react-router';
import { ChevronDown, Ellipsis, Keyboard, LogOut, UserRoundCog } from 'lucide-react';
import { logOut, me, switchCompany } from '#libs/contracts';
import { languages, useLanguage, type Language } from '../text/language.js';
import { useText } from '../text/text.js';
import { cx } from '../ui/cx.js';
import { Avatar } from '../ui/avatar.js';
import { Menu, MenuChoice, MenuItem, MenuLine } from '../ui/menu.js';
import { toast } from '../ui/toast.js';
import { call } from './call.js';
import { Mark } from './mark.js';
import { openKeys } from './overlays.js';
import { sessionStore, signedIn, signedOut, useSession } from './session.js';
import { useTheme, type Theme } from './theme.js';

/** Ends the session at the server, then here and in the other tabs, even when the server cannot be reached. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await call(logOut, { body: {} }).catch(() => undefined);
    queries.clear();
    signedOut();
  };
}

/** Goes on in another company of the reader. */
export function useSwitchCompany(): (id: string) => Promise<void> {
  const t = useText();
  const queries = useQueryClient();
  const router = useRouter();
  return async (id) => {
    const before = sessionStore.getState();
    if ('company' in before && id === before.company.id) return;
    try {
      const next = await call(switchCompany, { body: { companyId: id } });
      const now = sessionStore.getState();
      if (!('user' in now)) return;
      signedIn({ user: now.user, ...next });
      queries.clear();
      await router.navigate({ to: '/' });
    } catch (error) {
      toast(error instanceof Error ? error.message : t('error.unexpected'), { tone: 'error' });
    }
  };
}

/** The company; with more than one, a menu to switch. */
export function CompanyMenu({ rail }: { rail: boolean }) {
  const t = useText();
  const session = useSession();
  const change = useSwitchCompany();
  const { data } = useQuery({ queryKey: ['me'], queryFn: ({ signal }) => call(me, { signal }), staleTime: 60_000 });
  if (!('company' in session)) return null;
  const companies = data?.companies ?? [session.company];
  const several = companies.length > 1;
  const face = (
    <>
      <Mark />
      {!rail && <span className="min-w-0 flex-1 truncate text-left font-semibold">{session.company.name}</span>}
      {!rail && several && <ChevronDown aria-hidden className="size-3.5 shrink-0 text-fg-3" strokeWidth={1.75} />}
    </>
  );
  const look = cx('flex h-9 shrink-0 items-center gap-2.5 rounded-sm', rail ? 'mb-2.5 px-1.5' : 'mb-1.5 px-2');
  if (!several)
    return (
      <div className={look} title={session.company.name}>
        {face}
      </div>
    );
  return (
    <Menu
      label={t('nav.switchCompany')}
      trigger={
        <button
          type="button"
          aria-label={rail ? `${session.company.name}, ${t('nav.switchCompany')}` : undefined}
          className={cx(look, 'hover:bg-hover')}
        >
          {face}
        </button>
      }
    >
      <MenuChoice
        label={t('nav.switchCompany')}
        value={session.company.id}
        options={companies.map((company) => ({ value: company.id, label: company.name }))}
        onChoose={(id) => void change(id)}
      />
    </Menu>
  );
}

/** The reader: profile, theme, language, keys, sign out. */
export function AccountMenu({ rail }: { rail: boolean }) {
  const t = useText();
  const session = useSession();
  const signOut = useSignOut();
  if (!('user' in session)) return null;
  const { name } = session.user;
  return (
    <Menu
      side="top"
      label={t('nav.account')}
      trigger={
        <button
          type="button"
          aria-label={rail ? `${name}, ${t('nav.account')}` : undefined}
          className={cx(
            'mt-1.5 flex shrink-0 items-center gap-2 rounded-sm py-1.5 text-left hover:bg-hover',
            rail ? 'px-1.5' : 'px-2',
          )}
        >
          <Avatar name={name} />
          {!rail && (
            <>
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{name}</span>
                <span className="block text-meta text-fg-3">{t(`role.${session.company.role}`)}</span>
                <span className="sr-only">{t('nav.account')}</span>
              </span>
              <Ellipsis aria-hidden className="size-4 shrink-0 text-fg-3" strokeWidth={1.75} />
            </>
          )}
        </button>
      }
    >
      <AccountItems />
      <MenuItem icon={Keyboard} keys="?" onSelect={openKeys}>
        {t('nav.keys')}
      </MenuItem>
      <MenuLine />
      <MenuItem icon={LogOut} onSelect={() => void signOut()}>
        {t('nav.signOut')}
      </MenuItem>
    </Menu>
  );
}

export function AccountItems() {
  const t = useText();
  const { theme, choose } = useTheme();
  const { language, choose: speak } = useLanguage();
  const navigate = useNavigate();
  return (
    <>
      <MenuItem icon={UserRoundCog} onSelect={() => void navigate({ to: '/profile' })}>
        {t('profile.title')}
      </MenuItem>
      <MenuLine />
      <MenuChoice<Theme>
        label={t('nav.theme')}
        value={theme}
        options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t(`nav.theme.${value}`) }))}
        onChoose={choose}
      />
      <MenuLine />
      <MenuChoice<Language>
        label={t('nav.language')}
        value={language}
        options={Object.entries(languages).map(([value, label]) => ({ value: value as Language, label }))}
        onChoose={(value) => void speak(value)}
      />
      <MenuLine />
    </>
  );
}
