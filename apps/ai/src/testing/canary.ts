/** Which of the secrets a text holds: as they are, escaped for JSON, URL-encoded, or within anything that reads as base64 or hex. For tests. */
export function canariesIn(text: string, secrets: Readonly<Record<string, string>>): string[] {
  const readings = [text, text.replaceAll('\\/', '/'), percentDecoded(text), ...hidden(text)];
  return Object.keys(secrets).filter((name) => readings.some((reading) => reading.includes(secrets[name]!)));
}

const percentDecoded = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (signs) => Buffer.from(signs.replaceAll('%', ''), 'hex').toString('latin1'));

/** Groups may begin anywhere, when more stands before the secret. */
function* hidden(text: string): Generator<string> {
  for (const [run] of text.matchAll(/[\w+/-]{20,}/g))
    for (const from of [0, 1, 2, 3]) yield Buffer.from(run.slice(from), 'base64').toString('latin1');
  for (const [run] of text.matchAll(/[0-9a-f]{20,}/gi))
    for (const from of [0, 1]) yield Buffer.from(run.slice(from), 'hex').toString('latin1');
}
