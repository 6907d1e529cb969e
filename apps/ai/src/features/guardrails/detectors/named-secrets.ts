import { whileOf, type Sighting, type Sightings } from './sighting.js';

/** A word that says what follows, in the languages of Europe's mail; then `:`, `=` or "is"; then the value. */
const names =
  'api[ _-]?keys?|access[ _-]?keys?(?:[ _-]?id)?|secret(?:[ _-]?access)?[ _-]?keys?|client[ _-]?secret|secret|private[ _-]?key|signing[ _-]?key|encryption[ _-]?key|' +
  '(?:access|auth|bearer|refresh|session|api)[ _-]?token|token|passw(?:or)?d|passphrase|passcode|pwd|passwort|kennwort|zugangsdaten|mot de passe|' +
  'contraseña|clave|senha|hasło|wachtwoord|lösenord|пароль|密码|密碼|パスワード|credentials?';
const named = new RegExp(
  `(?<![A-Za-z])(?:${names})["'\`*\\\\]{0,4}\\s{0,3}(?::=|=>|[:=：]|\\b(?:is|ist|lautet|est|es|jest)\\b\\s{0,2}[:=：]?)[\\s"'\`*\\\\]{0,8}`,
  'giu',
);
const value = /[^\s"'`<>{}()[\],;\\]{1,256}/y;
const rest = /[^\s"'`<>{}()[\],;\\]+/y;
const longest = 256;
const least = 8;

/** `password: …`, `api_key="…"`: values that a person would not have made up, next to a word that calls them secret. */
export function findNamedSecrets(text: string, hasEnded: boolean): Sightings {
  const found: Sighting[] = [];
  let undecidedFrom = text.length;
  for (const match of text.matchAll(named)) {
    const start = match.index + match[0].length;
    value.lastIndex = start;
    const seen = value.exec(text)?.[0] ?? '';
    const isOpen = start + seen.length === text.length && !hasEnded;
    if (isOpen && seen.length < longest) {
      undecidedFrom = Math.min(undecidedFrom, start);
      continue;
    }
    const bare = seen.replace(/[.!?:]+$/, '');
    if (bare.length < least || !isSecretLike(bare, match[0])) continue;
    found.push({
      detector: 'secret',
      kind: 'named-secret',
      start,
      end: start + bare.length,
      reason: 'stands next to a word such as key, secret or password',
      sample: `… (${bare.length})`,
      ...(isOpen ? { goesOn: whileOf(rest) } : {}),
    });
  }
  return { found, undecidedFrom };
}

const placeholder =
  /^(?:x{3,}|\*{3,}|\.{3,}|your|my|example|sample|change|placeholder|redacted|removed|hidden|dummy|todo|null|undefined|none|https?:|\$|%|env[.:]|process\.)/i;
const isPassword = /pass|pwd|wort|clave|senha|hasło|lösen|пароль|密|パス|contraseña|zugang/i;

/** Passwords: letters with digits or signs. Keys and tokens: long, mixed, and without the repetitions of words. */
function isSecretLike(text: string, name: string): boolean {
  if (placeholder.test(text)) return false;
  const hasLetter = /\p{L}/u.test(text);
  const hasDigit = /\d/.test(text);
  if (isPassword.test(name)) return (hasLetter && hasDigit) || (hasLetter && /[!@#$%^&*+=?~]/.test(text));
  return text.length >= 16 && hasLetter && hasDigit && bitsPerChar(text) >= 3;
}

/** Shannon's entropy of the characters. */
export function bitsPerChar(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
