/** As the address carries them. Days are those of the reader. */
export interface AuditSearch {
  action?: string | undefined;
  actor?: string | undefined;
  target?: string | undefined;
  address?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** Midnight of the reader; a day may have 23 or 25 hours. */
const midnight = (day: string | undefined, plusDays = 0): string | undefined => {
  const at = new Date(`${day ?? ''}T00:00`);
  at.setDate(at.getDate() + plusDays);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
};

/** What the API is asked: the last day counts whole. */
export const queryOf = ({ from, to, ...same }: AuditSearch) => ({
  ...same,
  from: midnight(from),
  to: midnight(to, 1),
});
