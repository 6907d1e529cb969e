/** The script in the frame. Words are only ever put in as text; no cookie travels, in either direction. */
export const chatScript = `(() => {
  const { widget, you, failed, slow, working } = document.body.dataset;
  const [said, form, words] = ['said', 'say', 'words'].map((id) => document.getElementById(id));
  const button = form.querySelector('button');
  const path = '/embed/' + encodeURIComponent(widget) + '/messages';
  const key = 'chat.' + widget;
  let token = null;
  try { token = sessionStorage.getItem(key); } catch { /* a browser that keeps nothing for frames */ }
  const keep = (value) => {
    token = value;
    try { value === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, value); } catch { /* as above */ }
  };
  const add = (side, text) => {
    const line = document.createElement('p');
    line.className = side;
    line.textContent = text;
    if (side === 'me') line.setAttribute('aria-label', you + ': ' + text);
    said.append(line);
    said.scrollTop = said.scrollHeight;
    return line;
  };
  const headers = () => (token === null ? {} : { 'x-chat-token': token });
  const ask = (more) => fetch(path, { credentials: 'omit', referrerPolicy: 'no-referrer', ...more });

  async function before() {
    if (token === null) return;
    const answer = await ask({ headers: headers() });
    if (!answer.ok) return keep(null);
    for (const { content, answer: back, status } of (await answer.json()).items) {
      add('me', content);
      if (back !== null) add('them', back);
      else if (status === 'failed') add('them failed', failed);
    }
  }

  async function* events(body) {
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let left = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      left += value;
      const blocks = left.split('\\n\\n');
      left = blocks.pop();
      for (const block of blocks) {
        const name = /^event: (.*)$/m.exec(block);
        const data = /^data: (.*)$/m.exec(block);
        if (name && data) yield [name[1], JSON.parse(data[1])];
      }
    }
  }

  async function say(content) {
    add('me', content);
    const line = add('them working', working);
    const tell = (text, look) => {
      line.className = 'them' + (look ? ' ' + look : '');
      line.textContent = text;
      said.scrollTop = said.scrollHeight;
    };
    let text = '';
    let over = false;
    try {
      const answer = await ask({ method: 'POST', headers: { 'content-type': 'application/json', ...headers() },
        body: JSON.stringify({ content }) });
      if (answer.status === 404 && token !== null) keep(null);
      if (!answer.ok) return tell(answer.status === 429 ? slow : failed, 'failed');
      for await (const [event, data] of events(answer.body)) {
        if (event === 'accepted') keep(data.token);
        if (event === 'again') text = '';
        if (event === 'text') tell((text += data.text), 'working');
        if (event === 'answer') { over = true; tell(data.answer === null ? text : data.answer); }
        if (event === 'failed' || event === 'error') { over = true; tell(failed, 'failed'); }
      }
      if (!over) tell(failed, 'failed');
    } catch {
      tell(failed, 'failed');
    }
  }

  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const content = words.value.trim();
    if (content === '' || button.disabled) return;
    words.value = '';
    button.disabled = true;
    await say(content);
    button.disabled = false;
    words.focus();
  });
  words.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  before().catch(() => undefined);
})();
`;
