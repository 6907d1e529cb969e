/** How the frame looks: light or dark as the visitor has it. */
export const chatStyle = `:root { color-scheme: light dark; --ink: #1d2433; --paper: #fff; --soft: #f1f3f6; --line: #d9dde4; --bad: #a3211b }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --paper: #16181d; --soft: #242830; --line: #353a44; --bad: #ff9a92 } }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: grid; grid-template-rows: auto 1fr auto; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, sans-serif }
header { padding: 12px 16px; border-bottom: 1px solid var(--line) }
h1 { margin: 0; font-size: 15px }
main { overflow: auto; padding: 12px 16px; display: flex; flex-direction: column; gap: 8px }
p { margin: 0; padding: 8px 12px; border-radius: 12px; max-width: 85%; white-space: pre-wrap; overflow-wrap: anywhere }
.them { align-self: flex-start; background: var(--soft) }
.me { align-self: flex-end; background: var(--ink); color: var(--paper) }
.working { opacity: .75 }
.failed { color: var(--bad) }
form { display: grid; grid-template-columns: 1fr auto; gap: 8px; padding: 12px 16px; border-top: 1px solid var(--line) }
label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
textarea { resize: none; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 6px 10px }
button { font: inherit; font-weight: 600; border: 0; border-radius: 8px; padding: 0 14px; background: var(--ink); color: var(--paper); cursor: pointer }
button:disabled { opacity: .6; cursor: default }
:focus-visible { outline: 2px solid #3565d8; outline-offset: 1px }
`;
