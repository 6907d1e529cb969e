/** Names whose values are secrets wherever they stand. Counts such as `inputTokens` are none. */
const secretName =
  /(^|[_-])(authorization|cookie|set-cookie|password|passphrase|secret|token|credential|credentials)$|(Password|Secret|Token|Cookie|Credential|Credentials|Authorization|Passphrase)$|(api|private|signing|master|access|encryption)[-_]?key$/i;
const plainNames = new Set(['hastoken', 'istoken']);

/** Whether a field of this name holds a secret: logs leave it out, pages cover it. */
export const isSecretName = (name: string): boolean => secretName.test(name) && !plainNames.has(name.toLowerCase());
