import type { FileDiff } from "../git/diff.ts";
import { type Html, html } from "./html.ts";

/** Changed files as people read them: a box a file, a line a row. */
export function diffBoxes(files: readonly FileDiff[]): Html {
  const boxes = files.map((file) => {
    const name = file.previousPath ? `${file.previousPath} → ${file.path}` : file.path;
    const rows =
      file.patch === null
        ? html`<tr><td class="soft">Nothing to show here.</td></tr>`
        : file.patch.split("\n").map(diffRow);
    return html`<div class="box"><div class="head"><code>${name}</code> <span class="ok">+${file.additions}</span> <span class="bad">−${file.deletions}</span></div>
<table class="code">${rows}</table></div>`;
  });
  return html`${boxes}`;
}

function diffRow(line: string): Html {
  const kind = line.startsWith("@@") ? "hunk" : line.startsWith("+") ? "add" : line.startsWith("-") ? "del" : "";
  return html`<tr class="${kind}"><td>${line}</td></tr>`;
}
