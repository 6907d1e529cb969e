import { AppError, type Caller } from '#libs/contracts';

/** The person who calls, with the session. @throws FORBIDDEN for services */
export function personOf({ userId, sessionId }: Caller): { userId: string; sessionId: string | undefined } {
  if (userId === undefined) throw new AppError('FORBIDDEN', { detail: 'Only a person has sessions' });
  return { userId, sessionId };
}
