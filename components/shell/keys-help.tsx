"use client";

import { Dialog } from "../ui/dialog.tsx";
import { BACK_ROOMS, ROOMS } from "./navigation.ts";

const KEYS: [string, [string, string][]][] = [
  [
    "Anywhere",
    [
      ["⌘ K  or  Ctrl K", "Command palette"],
      ["/", "Search this page"],
      ["?", "This help"],
      ["Esc", "Close what is open"],
    ],
  ],
  [
    "On the board",
    [
      ["← ↑ → ↓", "From cell to cell"],
      ["Enter", "Details of the cell"],
      ["p", "Promote into the cell"],
      ["Home  End", "First and last column"],
    ],
  ],
  ["Go to", [...ROOMS, ...BACK_ROOMS].map((room): [string, string] => [`g  ${room.key}`, room.label])],
];

export default function KeysHelp({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose} width={560}>
      <div className="grid grid-cols-2 gap-x-8 gap-y-5 overflow-y-auto p-5 max-sm:grid-cols-1">
        {KEYS.map(([title, keys]) => (
          <section
            key={title}
            className="last:row-span-2 last:col-start-2 last:row-start-1 max-sm:last:col-start-1 max-sm:last:row-start-3"
          >
            <h3 className="mb-1.5 text-xs font-semibold text-ink-2">{title}</h3>
            <dl className="flex flex-col gap-1.5">
              {keys.map(([key, does]) => (
                <div key={key} className="flex items-center justify-between gap-4">
                  <dd>{does}</dd>
                  <dt>
                    <kbd className="rounded-sm border bg-sunk px-1.5 py-0.5 whitespace-pre">{key}</kbd>
                  </dt>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
