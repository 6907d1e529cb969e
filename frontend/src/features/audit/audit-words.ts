import type { AuditEvent } from '#libs/contracts';
import type { TextKey } from '../../text/catalogue.js';
import { audit } from '../../text/en/audit.js';
import type { Text } from '../../text/text.js';

const wordOf = (t: Text, key: string, raw: string): string => (key in audit ? t(key as TextKey) : raw);

/** `credential.created` in the reader's words; what the catalogue does not know stays as it is. */
export function actionText(t: Text, action: string): string {
  const [noun = '', verb = ''] = action.split('.');
  return `${wordOf(t, `audit.noun.${noun}`, noun)} · ${wordOf(t, `audit.verb.${verb}`, verb)}`;
}

/** Who did it, as people call them. */
export function actorText(t: Text, { actor }: Pick<AuditEvent, 'actor'>): string {
  if (actor.type === 'user') return actor.name ?? t('audit.actor.user');
  if (actor.type === 'apiKey') return t('audit.actor.apiKey', { name: actor.name ?? t('audit.actor.user') });
  if (actor.type === 'run') return t('audit.actor.run');
  return actor.type === 'nobody' ? t('audit.actor.nobody') : t('audit.actor.service');
}

/** What filters offer. */
export const auditNouns = Object.keys(audit)
  .filter((key) => key.startsWith('audit.noun.'))
  .map((key) => key.slice('audit.noun.'.length));
