import type { WidgetRow } from './widget.entity.js';

const texts = {
  en: {
    write: 'Write a message',
    send: 'Send',
    you: 'You',
    failed: 'That could not be answered. Please try again.',
    slow: 'Too many messages. Please wait a moment.',
    working: 'Answering…',
  },
  de: {
    write: 'Nachricht schreiben',
    send: 'Senden',
    you: 'Sie',
    failed: 'Das konnte nicht beantwortet werden. Bitte noch einmal versuchen.',
    slow: 'Zu viele Nachrichten. Bitte einen Moment warten.',
    working: 'Antwort kommt …',
  },
} as const;

const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign]!);

/** Own scripts and styles alone, and a frame in pages of these origins alone; of none, when there is none. */
export const framePolicy = (origins: readonly string[]): string =>
  [
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'",
    "base-uri 'none'; form-action 'none'",
    `frame-ancestors ${origins.length > 0 ? origins.join(' ') : "'none'"}`,
  ].join('; ');

/** The page in the frame. */
export function chatPage({ publicId, title, greeting, language }: WidgetRow): string {
  const { write, send, ...words } = texts[language];
  const data = { widget: publicId, ...words };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escaped(value)}"`);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<link rel="stylesheet" href="/embed/chat.css">
<script src="/embed/chat.js" defer></script>
</head>
<body ${attributes.join(' ')}>
<header><h1>${escaped(title)}</h1></header>
<main id="said" role="log" aria-live="polite" tabindex="0">${greeting === '' ? '' : `<p class="them">${escaped(greeting)}</p>`}</main>
<form id="say">
<label for="words">${write}</label>
<textarea id="words" rows="2" maxlength="4000" placeholder="${write}" required></textarea>
<button>${send}</button>
</form>
</body>
</html>
`;
}
