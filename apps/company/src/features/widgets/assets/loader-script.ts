/** What a page of others includes. It makes a button and a frame, and knows nothing of what is said. */
export const loaderScript = `(() => {
  const script = document.currentScript;
  const id = script && script.dataset.widget;
  if (!id) return;
  const base = new URL(script.src).origin;
  const style = (element, styles) => Object.assign(element.style, styles);
  const button = document.createElement('button');
  button.type = 'button';
  const svg = (name, attributes) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const each in attributes) element.setAttribute(each, attributes[each]);
    return element;
  };
  const sign = svg('svg', { width: 26, height: 26, viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor',
    'stroke-width': 2, 'stroke-linejoin': 'round', 'aria-hidden': 'true' });
  sign.append(svg('path', { d: 'M4 5h16v11H10l-4 4v-4H4z' }));
  button.append(sign);
  button.setAttribute('aria-label', script.dataset.label || 'Chat');
  button.setAttribute('aria-expanded', 'false');
  style(button, { position: 'fixed', right: '20px', bottom: '20px', width: '56px', height: '56px', borderRadius: '28px',
    border: '0', padding: '15px', cursor: 'pointer', background: '#1d2433', color: '#fff', zIndex: '2147483000',
    boxShadow: '0 4px 16px rgba(0,0,0,.25)' });
  let frame;
  const open = () => {
    frame = document.createElement('iframe');
    frame.src = base + '/embed/' + encodeURIComponent(id);
    frame.title = script.dataset.label || 'Chat';
    frame.referrerPolicy = 'origin';
    style(frame, { position: 'fixed', right: '20px', bottom: '88px', width: 'min(380px, calc(100vw - 40px))',
      height: 'min(560px, calc(100vh - 108px))', border: '1px solid rgba(0,0,0,.15)', borderRadius: '12px',
      background: '#fff', zIndex: '2147483000', boxShadow: '0 8px 32px rgba(0,0,0,.2)', colorScheme: 'normal' });
    document.body.append(frame);
  };
  button.addEventListener('click', () => {
    if (!frame) open();
    else frame.hidden = !frame.hidden;
    frame.style.display = frame.hidden ? 'none' : 'block';
    button.setAttribute('aria-expanded', String(!frame.hidden));
  });
  const show = () => document.body.append(button);
  if (document.body) show();
  else addEventListener('DOMContentLoaded', show);
})();
`;
