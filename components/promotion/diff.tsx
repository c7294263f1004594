import type { FileDiff } from "../../lib/contracts/promotion.ts";
import { OutLink } from "../ui/out-link.tsx";

type Line = FileDiff["lines"][number];

/** The exact lines that change, with the characters that differ marked. */
export function Diff({ files }: { files: FileDiff[] }) {
  return (
    <div className="flex flex-col gap-3">
      {files.map((file) => (
        <figure key={`${file.path}:${file.line}`} className="overflow-hidden rounded-lg border bg-panel">
          <figcaption className="flex justify-between gap-4 border-b px-3.5 py-2 text-xs text-ink-2">
            <OutLink href={file.url} className="truncate">
              {file.path}
            </OutLink>
            <span className="shrink-0">line {file.line}</span>
          </figcaption>
          <div className="py-1.5 font-mono leading-[22px]">
            {file.lines.map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff have no other identity
              <DiffLine key={i} line={line} />
            ))}
          </div>
        </figure>
      ))}
    </div>
  );
}

const GROUND = { same: "text-ink-2", del: "bg-bad-tint", add: "bg-good-tint" };
const MARK = { same: "", del: "bg-bad-mark", add: "bg-good-mark" };
const SIGN = { same: " ", del: "-", add: "+" };
const SPOKEN = { same: "", del: "removed: ", add: "added: " };

function DiffLine({ line }: { line: Line }) {
  const [from, to] = line.mark ?? [0, 0];
  // Broken where it is too long, and not scrolled: who approves on a phone sees the whole line. What goes on below
  // stands deeper than where the line begins, so that nobody takes it for another line of YAML.
  const deeper = `${line.text.search(/\S|$/) + 2}ch`;
  return (
    <div
      className={`pr-3.5 whitespace-pre-wrap [overflow-wrap:anywhere] ${GROUND[line.kind]}`}
      style={{ paddingLeft: `calc(30px + ${deeper})`, textIndent: `calc(-16px - ${deeper})` }}
    >
      <span aria-hidden className="inline-block w-4 indent-0 select-none">
        {SIGN[line.kind]}
      </span>
      <span className="sr-only">{SPOKEN[line.kind]}</span>
      {line.mark ? (
        <>
          {line.text.slice(0, from)}
          <mark className={`rounded-sm py-0.5 text-ink ${MARK[line.kind]}`}>{line.text.slice(from, to)}</mark>
          {line.text.slice(to)}
        </>
      ) : (
        line.text
      )}
    </div>
  );
}
