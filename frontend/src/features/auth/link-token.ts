import { useState } from 'react';

/** The secret of the link that was mailed: what stands behind the "#", which no server sees. */
export function useLinkToken(): string {
  const [token] = useState(() => location.hash.slice(1));
  return token;
}
