import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { signedIn, signedOut } from '../../app/session.js';
import { TooltipProvider } from '../../ui/tooltip.js';
import { SecondFactorCard } from './second-factor-card.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

const codes = ['k7m2p-9xq4r', 'aaaaa-bbbbb'];
const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
let root: Root;
let place: HTMLElement;
let enrolled: boolean;

/** The server as far as the card asks it. */
const answers: Record<string, (body: Record<string, string>) => [status: number, body: unknown]> = {
  'GET /totp': () => [
    200,
    { enrolledAt: enrolled ? '2026-11-20T09:00:00.000Z' : null, recoveryCodesLeft: enrolled ? 2 : 0 },
  ],
  'POST /totp/enrol': ({ password }) =>
    password === 'four grey herons wade'
      ? [200, { secret, uri: `otpauth://totp/AaaS:mara@larkfield.example?secret=${secret}` }]
      : [422, { code: 'PASSWORD_WRONG', status: 422, title: 'This is not your password', type: 'x', requestId: 'r' }],
  'POST /totp/confirm': ({ code }) => {
    if (code !== '287082')
      return [422, { code: 'CODE_WRONG', status: 422, title: 'This code is wrong', type: 'x', requestId: 'r' }];
    enrolled = true;
    return [200, { recoveryCodes: codes }];
  },
  'POST /totp/disable': () => {
    enrolled = false;
    return [204, undefined];
  },
};

beforeEach(() => {
  enrolled = false;
  const company = {
    id: 'co_01h455vb4pex5vsknk084sn02q',
    name: 'Larkfield',
    role: 'owner' as const,
    state: 'active' as const,
  };
  const user = {
    id: 'usr_01h455vb4pex5vsknk084sn02q',
    email: 'mara@larkfield.example',
    emailVerified: true,
    name: 'Mara',
    createdAt: '2026-11-20T09:00:00.000Z',
  };
  signedIn({ user, company, accessToken: 'token', expiresIn: 300 });
  Object.assign(globalThis, {
    fetch: (url: string, init: { method: string; body?: string }) => {
      const [status, body] = answers[`${init.method} ${url.replace('/api/v1/auth', '')}`]!(
        JSON.parse(init.body ?? '{}') as Record<string, string>,
      );
      const headers = new Headers();
      return Promise.resolve({ ok: status < 300, status, headers, json: () => Promise.resolve(body) });
    },
  });
  place = document.body.appendChild(document.createElement('div'));
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
  signedOut({ everywhere: false });
});

const open = async () => {
  root = createRoot(place);
  act(() =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <TooltipProvider>
          <SecondFactorCard />
        </TooltipProvider>
      </QueryClientProvider>,
    ),
  );
  await settled();
};
const settled = () => act(() => new Promise<void>((done) => setTimeout(done, 60)));
const shown = () => document.body.textContent;
const press = async (name: string) => {
  const button = [...document.querySelectorAll('button')].filter((each) => each.textContent === name).at(-1);
  expect([name, button !== undefined]).toEqual([name, true]);
  act(() => button!.click());
  await settled();
};
const fill = async (label: string, text: string) => {
  const { htmlFor } = [...document.querySelectorAll('label')].find((each) => each.textContent === label)!;
  const input = document.getElementById(htmlFor)!;
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await settled();
};

describe('the second factor in the profile', () => {
  it('is set up by password, QR code and code, and shows its recovery codes once', async () => {
    await open();
    await press('Set up');
    await fill('Current password', 'wrong one');
    await press('Next');
    expect(shown()).toContain('This is not your password.');
    await fill('Current password', 'four grey herons wade');
    await press('Next');
    const picture = document.querySelector('svg[role="img"] path')!;
    expect(picture.getAttribute('d')!.length).toBeGreaterThan(1000);
    expect(shown()).toContain('GEZD GNBV GY3T QOJQ');
    await fill('Code', '000000');
    await press('Confirm');
    expect(shown()).toContain('The app shows another code now.');
    await fill('Code', '287082');
    await press('Confirm');
    for (const code of codes) expect(shown()).toContain(code);
    await press('I have kept them');
    for (const code of codes) expect(shown()).not.toContain(code);
    expect(shown()).toContain('2 left');
  });

  it('is removed by password', async () => {
    enrolled = true;
    await open();
    await press('Remove');
    await fill('Current password', 'four grey herons wade');
    await press('Remove');
    expect(shown()).toContain('Set up');
  });
});
