import os from "node:os";

/** One line of the table. `ok` is left out where there is nothing to reach: it is there for comparison. */
export type Row = {
  bench: string;
  number: string;
  measured: string;
  control: string;
  ratio?: string;
  toReach?: string;
  ok?: boolean;
  note?: string;
};

const heads = ["", "number", "measured", "control", "ratio", "to reach"];

function cellsOf(row: Row): string[] {
  const mark = row.ok === undefined ? " " : row.ok ? "✓" : "✗";
  return [mark, row.number, row.measured, row.control, row.ratio ?? "", row.toReach ?? ""];
}

export function tableOf(rows: readonly Row[]): string {
  const all = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, i) => Math.max(...all.map((cells) => (cells[i] ?? "").length)));
  const lines = all.map((cells) =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  lines.splice(1, 0, "─".repeat(widths.reduce((a, b) => a + b + 2, -2)));
  return lines.join("\n");
}

export function notesOf(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => (row.note ? [`${row.number}: ${row.note}`] : []));
}

export type Load = { before: number[]; after: number[] };

export function machine(): string {
  const [cpu] = os.cpus();
  return `${os.cpus().length} cores (${cpu?.model.trim() ?? "unknown"}), ${Math.round(os.totalmem() / 2 ** 30)} GiB of memory, ${os.type()}, Node ${process.versions.node}`;
}

export const loadOf = (load: Load): string =>
  `load average ${load.before.map((n) => n.toFixed(1)).join(" ")} before, ${load.after.map((n) => n.toFixed(1)).join(" ")} after`;

export function markdownOf(rows: readonly Row[], load: Load): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return `# Benchmarks

Written by \`npm run bench -- --write\`. Each number stands beside its control, which was measured in the same run.

Machine: ${machine()}. ${loadOf(load)[0]?.toUpperCase()}${loadOf(load).slice(1)}; on a machine at rest it is near 0 before.

${line(heads)}
${line(heads.map(() => "---"))}
${rows.map((row) => line(cellsOf(row))).join("\n")}

${notesOf(rows)
  .map((note) => `- ${note}`)
  .join("\n")}

${method}
`;
}

const method = `## How to read it

- **Counts** (rows, calls, bytes, nodes) are exact: two runs give the same.
- **Times and rates** are not. Generator, control, product, database and browser share the cores of one machine, so the
  absolute figures say little and only the ratio counts. The product and its control take turns in the order A B B A, so
  that what slows the machine down slows both; the ratio is the median of the paired ratios, and in brackets stands the
  90 % interval of a bootstrap over the pairs. Where the interval is wide, run it again on a quiet machine.
- The **event** latencies are absolute by nature. The bare path beside them says what the machine itself takes: the same
  bytes over one route of server-sent events into one text node.
- ✗ is a number that was not reached in this run. It does not fail the command, for a loaded machine is no fault of the
  code; a crash does.
- Each part runs alone too: \`npm run bench -- board js\`. Names: event, sync, memory, relist, board, scroll, js, github, reading, history, start.`;
