import { Link } from '@tanstack/react-router';
import { useText } from '../text/text.js';
import { buttonClass } from '../ui/button.js';
import { Page } from './page.js';
import { useTitle } from './title.js';

/** 404. */
export function Lost() {
  const t = useText();
  useTitle(t('lost.title'));
  return (
    <Page title={t('lost.title')}>
      <p className="mb-4 text-read text-fg-2">{t('lost.help')}</p>
      <Link to="/" className={buttonClass('ink')}>
        {t('lost.home')}
      </Link>
    </Page>
  );
}
