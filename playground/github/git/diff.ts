import { git } from "./run.ts";

export type FileDiff = {
  path: string;
  previousPath: string | null;
  status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  additions: number;
  deletions: number;
  oid: string;
  /** From the first hunk on, as GitHub shows it; null for binaries and pure renames. */
  patch: string | null;
};

const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const statuses: Record<string, FileDiff["status"]> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** What changed from one commit or tree to another; null stands for the empty tree. */
export async function diffFiles(path: string, from: string | null, to: string): Promise<FileDiff[]> {
  const range = ["-r", "-M", "--no-color", "--no-ext-diff", from ?? emptyTree, to];
  const [raw, counts, patches] = await Promise.all([
    git(path, ["diff", "--raw", "-z", "--no-abbrev", ...range.slice(1)]),
    git(path, ["diff", "--numstat", "-z", ...range.slice(1)]),
    git(path, ["diff", "-p", ...range.slice(1)]),
  ]);
  const sections = patches.split(/^(?=diff --git )/m).filter((section) => section !== "");
  const numbers = readNumbers(counts);
  let next = 0;
  return readRaw(raw).map((file, i) => {
    const section = sections[next] ?? "";
    // A change of type (file to link) is shown as a removal and an addition.
    next += file.status === "changed" ? 2 : 1;
    const hunk = /^@@ /m.exec(section);
    const patch = hunk ? section.slice(hunk.index).replace(/\n$/, "") : null;
    return { ...file, ...(numbers[i] ?? { additions: 0, deletions: 0 }), patch };
  });
}

function readRaw(text: string): Omit<FileDiff, "additions" | "deletions" | "patch">[] {
  const fields = text.split("\0");
  const files: Omit<FileDiff, "additions" | "deletions" | "patch">[] = [];
  let i = 0;
  while (i < fields.length && fields[i]?.startsWith(":")) {
    const [, , before = "", after = "", letter = "M"] = (fields[i] as string).split(" ");
    const status = statuses[letter[0] ?? "M"] ?? "modified";
    const moved = status === "renamed" || status === "copied";
    const first = fields[i + 1] ?? "";
    const path = moved ? (fields[i + 2] ?? "") : first;
    files.push({ path, previousPath: moved ? first : null, status, oid: status === "removed" ? before : after });
    i += moved ? 3 : 2;
  }
  return files;
}

function readNumbers(text: string): { additions: number; deletions: number }[] {
  const fields = text.split("\0");
  const numbers: { additions: number; deletions: number }[] = [];
  let i = 0;
  while (i < fields.length && fields[i]) {
    const [added = "0", removed = "0", name = ""] = (fields[i] as string).split("\t");
    numbers.push({ additions: Number(added) || 0, deletions: Number(removed) || 0 });
    // With a rename the name is empty and both paths follow.
    i += name === "" ? 3 : 1;
  }
  return numbers;
}
