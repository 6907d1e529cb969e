import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { ApiProblem } from '../../app/problem.js';
import { TooltipProvider } from '../../ui/tooltip.js';
import { SignInForm, type Credentials } from './sign-in-form.js';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

let root: Root;
let place: HTMLElement;
const sent: Credentials[] = [];
let answer: (given: Credentials) => void;

beforeEach(() => {
  sent.length = 0;
  answer = () => undefined;
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
  const submit = (given: Credentials) => {
    sent.push(given);
    return Promise.resolve().then(() => answer(given));
  };
  act(() =>
    root.render(
      <TooltipProvider>
        <SignInForm onSubmit={submit} />
      </TooltipProvider>,
    ),
  );
});
afterEach(() => {
  act(() => root.unmount());
  place.remove();
});

const field = (label: string) => {
  const found = [...place.querySelectorAll('label')].find((each) => each.textContent === label);
  return found ? (document.getElementById(found.htmlFor) as HTMLInputElement) : null;
};
const type = (label: string, text: string) =>
  act(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(field(label), text);
    field(label)!.dispatchEvent(new Event('input', { bubbles: true }));
  });
const submit = () =>
  act(async () => {
    place.querySelector('form')!.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    await new Promise((done) => setTimeout(done, 50));
  });
const who = { email: 'mara@larkfield.example', password: 'four grey herons wade' };
const signIn = async () => {
  type('E-mail', who.email);
  type('Password', who.password);
  await submit();
};

describe('signing in', () => {
  it('asks for no code unless the account wants one', async () => {
    await signIn();
    expect(sent).toEqual([who]);
    expect(field('Code')).toBeNull();
  });

  it('asks for the code when the account wants one, and keeps what was typed', async () => {
    answer = ({ totp }) => {
      if (totp === undefined) throw new ApiProblem('SECOND_FACTOR_REQUIRED', 401, 'A second factor is needed');
      if (totp !== '287082') throw new ApiProblem('SECOND_FACTOR_WRONG', 401, 'This code is wrong');
    };
    await signIn();
    expect(field('Code')).not.toBeNull();
    expect(field('Password')).toBeNull();
    type('Code', '000000');
    await submit();
    expect(place.textContent).toContain('This code is wrong or was used already');
    type('Code', ' 287082 ');
    await submit();
    expect(sent).toEqual([who, { ...who, totp: '000000' }, { ...who, totp: '287082' }]);
    act(() => [...place.querySelectorAll('button')].find((each) => /Back to/.test(each.textContent))!.click());
    expect(field('E-mail')!.value).toBe(who.email);
    await submit();
    expect(sent.at(-1)).toEqual(who);
  });
});
