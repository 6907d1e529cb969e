import { useMemo } from 'react';
import { allows } from '#libs/contracts';
import { useSession } from '../../app/session.js';
import { sections, type Section } from './sections.js';

/** The sections that the reader's role may see. */
export function useSections(): Section[] {
  const session = useSession();
  const role = 'company' in session ? session.company.role : undefined;
  return useMemo(() => sections.filter(({ needs }) => role !== undefined && allows(role, needs)), [role]);
}
