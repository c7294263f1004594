import type { Reply } from "../http/reply.ts";
import type { User } from "../world/types.ts";
import { Html, html } from "./html.ts";

const style = `
:root { color-scheme: light dark; --fg: #1f2328; --soft: #59636e; --line: #d1d9e0; --bg: #fff; --dim: #f6f8fa; --link: #0969da;
  --go: #1f883d; --add: #dafbe1; --del: #ffebe9; --bad: #d1242f; --merged: #8250df }
@media (prefers-color-scheme: dark) { :root { --fg: #f0f6fc; --soft: #9198a1; --line: #3d444d; --bg: #0d1117; --dim: #151b23;
  --link: #4493f8; --go: #238636; --add: #12261e; --del: #301b1e; --bad: #f85149; --merged: #ab7df8 } }
* { box-sizing: border-box } body { margin: 0; font: 14px/1.5 system-ui, sans-serif; color: var(--fg); background: var(--bg) }
a { color: var(--link); text-decoration: none } a:hover { text-decoration: underline }
header { display: flex; gap: 16px; align-items: center; padding: 12px 24px; background: var(--dim); border-bottom: 1px solid var(--line) }
header .who { margin-left: auto; color: var(--soft) } main { max-width: 1080px; margin: 24px auto; padding: 0 24px }
h1 { font-size: 24px; font-weight: 500; margin: 0 0 8px } h2 { font-size: 16px; margin: 24px 0 8px } .soft { color: var(--soft) }
.box { border: 1px solid var(--line); border-radius: 6px; margin: 16px 0; overflow: hidden }
.box > .head { padding: 8px 16px; background: var(--dim); border-bottom: 1px solid var(--line) }
.row { display: flex; gap: 12px; align-items: center; padding: 8px 16px; border-top: 1px solid var(--line) } .row:first-child { border-top: 0 }
.row .end { margin-left: auto } .body { padding: 16px; white-space: pre-wrap; overflow-wrap: anywhere }
.state { display: inline-block; padding: 4px 12px; border-radius: 99px; color: #fff; background: var(--go); font-weight: 500 }
.state.closed { background: var(--bad) } .state.merged { background: var(--merged) }
button, .button { font: inherit; padding: 5px 16px; border: 1px solid var(--line); border-radius: 6px; background: var(--dim); color: var(--fg); cursor: pointer }
button.go { background: var(--go); border-color: var(--go); color: #fff } form { display: inline-block; margin: 0 }
form.account { display: block } form.account button { display: flex; width: 100%; gap: 12px; align-items: center; padding: 10px 16px; text-align: left }
img { border-radius: 50%; vertical-align: middle } code, pre, .code { font: 12px/20px ui-monospace, monospace }
table.code { border-collapse: collapse; width: 100% } .code td { padding: 0 10px; white-space: pre-wrap; overflow-wrap: anywhere }
.code td.n { width: 1%; min-width: 48px; text-align: right; color: var(--soft); user-select: none } .code tr:target td { background: #fff8c5; color: #1f2328 }
.code tr.add td { background: var(--add) } .code tr.del td { background: var(--del) } .code tr.hunk td { background: var(--dim); color: var(--soft) }
.ok { color: var(--go) } .bad { color: var(--bad) } .narrow { max-width: 480px; margin: 48px auto }
`;

/** A whole page. Pages of the stand-in run no script and load nothing. */
export function page(title: string, viewer: User | null, body: Html, status = 200): Reply {
  const who = viewer
    ? html`<span class="who">Signed in as <b>${viewer.login}</b> · <a href="/logout">Sign out</a></span>`
    : html`<span class="who"><a href="/login">Sign in</a></span>`;
  const whole = html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><link rel="icon" href="data:,"><style>${new Html(style)}</style></head>
<body><header><b><a href="/">Playground GitHub</a></b><span class="soft">a stand-in; nothing here leaves this machine</span>${who}</header>
<main>${body}</main></body></html>`;
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' https: data:",
    "referrer-policy": "no-referrer",
  };
  return { status, raw: whole.text, headers };
}
