import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { newId, type Role } from '#libs/contracts';
import { queryClient } from '../app/queries.js';
import { makeRouter } from '../app/router.js';
import { sessionStore } from '../app/session.js';
import { TooltipProvider } from '../ui/tooltip.js';

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: unknown;
}
/** `stream`: pieces that come one after the other, as of server-sent events. */
type Answer = (request: Asked) => { status?: number; body?: unknown; stream?: string[] };

/** Whole pages in a document without a browser, before a server that a test writes. */
export class PageBench {
  readonly asked: Asked[] = [];
  /** By `GET /tools`; lists of nothing unless set. */
  readonly answers: Record<string, Answer> = {};
  private readonly place: HTMLElement;
  private readonly root: Root;

  constructor(role: Role) {
    Object.assign(globalThis, {
      IS_REACT_ACT_ENVIRONMENT: true,
      fetch: (url: string, init?: RequestInit) => this.serve(url, init),
      matchMedia: () => ({ matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }),
      ResizeObserver: class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
      scrollTo: () => undefined,
      Response: class {},
    });
    sessionStore.setState(
      {
        phase: 'active',
        user: { id: newId('user'), email: 'mara@larkfield.example', name: 'Mara' } as never,
        company: { id: newId('company'), name: 'Larkfield', role } as never,
        accessToken: 'token',
        expiresAt: Date.now() + 3_600_000,
      },
      true,
    );
    this.place = document.body.appendChild(document.createElement('div'));
    this.root = createRoot(this.place);
  }

  close(): void {
    act(() => this.root.unmount());
    queryClient.clear();
    this.place.remove();
  }

  async open(address: string): Promise<void> {
    window.history.pushState({}, '', address);
    const router = makeRouter();
    await act(async () => {
      this.root.render(
        <QueryClientProvider client={queryClient}>
          <TooltipProvider>
            <RouterProvider router={router} />
          </TooltipProvider>
        </QueryClientProvider>,
      );
      await router.load();
    });
  }

  /** Until the page, or a dialog over it, says so; six seconds at most. */
  async shows(text: string | RegExp): Promise<void> {
    const said = () => document.body.textContent ?? '';
    const found = () => (typeof text === 'string' ? said().includes(text) : text.test(said()));
    await this.until(found).catch(() => undefined);
    expect(said()).toMatch(text);
  }

  /** Six seconds at most. */
  async until(holds: () => boolean): Promise<void> {
    for (let tries = 0; tries < 300 && !holds(); tries += 1)
      await act(() => new Promise((resolve) => setTimeout(resolve, 20)));
    expect(holds()).toBe(true);
  }

  /** Until the page says so no more; six seconds at most. */
  async loses(text: string): Promise<void> {
    await this.until(() => !(document.body.textContent ?? '').includes(text));
  }

  field(label: string): HTMLInputElement {
    const found = [...document.querySelectorAll('label')].find((each) => each.textContent?.trim().startsWith(label));
    const control = found?.htmlFor ? document.getElementById(found.htmlFor) : found?.querySelector('input');
    if (!control) throw new Error(`There is no field ${label}`);
    return control as HTMLInputElement;
  }

  type(label: string, text: string): void {
    this.typeInto(this.field(label), text);
  }

  /** For controls without a label of their own to see. */
  typeInto(field: HTMLElement, text: string): void {
    const prototype = Object.getPrototypeOf(field) as object;
    act(() => {
      Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text);
      field.dispatchEvent(new Event(field.tagName === 'SELECT' ? 'change' : 'input', { bubbles: true }));
    });
  }

  button(name: string): HTMLElement {
    const found = [...document.querySelectorAll<HTMLElement>('button, [role="switch"]')].find((each) =>
      [each.getAttribute('aria-label'), each.textContent, each.closest('label')?.textContent].includes(name),
    );
    if (!found) throw new Error(`There is no button ${name}`);
    return found;
  }

  async press(name: string): Promise<void> {
    await act(async () => {
      this.button(name).click();
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  }

  /** Bodies sent by this method to this path. */
  sent(method: string, path: string): unknown[] {
    return this.asked.filter((each) => each.method === method && each.path === path).map(({ body }) => body);
  }

  private async serve(url: string, init: RequestInit = {}) {
    const { pathname } = new URL(url, 'http://localhost');
    const request: Asked = {
      method: init.method ?? 'GET',
      path: pathname.replace('/api/v1', ''),
      headers: init.headers as Record<string, string>,
      body: typeof init.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined,
    };
    this.asked.push(request);
    await Promise.resolve();
    const empty = { items: [], nextCursor: null, openCount: 0, unread: 0 };
    const answer = this.answers[`${request.method} ${request.path}`]?.(request) ?? { body: empty };
    const { status = 200, body, stream } = answer;
    const chunks = stream?.map((text) => new TextEncoder().encode(text));
    return {
      ok: status < 400,
      status,
      headers: new Map(),
      json: () => Promise.resolve(JSON.parse(JSON.stringify(body ?? null)) as unknown),
      body: chunks && {
        getReader: () => ({
          read: () => Promise.resolve(chunks.length > 0 ? { done: false, value: chunks.shift() } : { done: true }),
          cancel: () => Promise.resolve(),
        }),
      },
    };
  }
}
