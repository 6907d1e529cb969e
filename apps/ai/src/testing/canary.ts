/** All ways in which a secret may stand in a text: as it is, in JSON, URL-encoded, in hex, and in base64 at any place. For tests. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const base64 = [0, 1, 2].flatMap((shift) => {
    // What comes before moves the groups of three; the signs that it or what follows has a share in are left out.
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '');
    const whole = text.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + bytes.length) * 8) / 6));
    return [whole, whole.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const encoded = encodeURIComponent(secret);
  const lower = encoded.replace(/%[0-9A-F]{2}/g, (sign) => sign.toLowerCase());
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [...new Set([secret, inJson, encoded, lower, hex, hex.toUpperCase(), ...base64])];
}

/** Which of the secrets a text holds, in any form. */
export const canariesIn = (text: string, secrets: Readonly<Record<string, string>>): string[] =>
  Object.keys(secrets).filter((name) => formsOf(secrets[name]!).some((form) => text.includes(form)));
