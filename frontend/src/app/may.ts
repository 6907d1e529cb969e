import { allows, permissions, type Permission } from '#libs/contracts';
import { useText } from '../text/text.js';
import { useSession } from './session.js';

/** Whether the reader's role holds a permission; else the sentence that says which role does. */
export function useMay(permission: Permission): { ok: boolean; why: string | null } {
  const t = useText();
  const session = useSession();
  const ok = 'company' in session && allows(session.company.role, permission);
  return { ok, why: ok ? null : t('error.needsRole', { role: t(`role.${permissions[permission]}`) }) };
}
