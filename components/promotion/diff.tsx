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
          <div className="overflow-x-auto py-1.5 font-mono leading-[22px]">
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
  return (
    <div className={`min-w-max px-3.5 whitespace-pre ${GROUND[line.kind]}`}>
      <span aria-hidden className="inline-block w-4 select-none">
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
