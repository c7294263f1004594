import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { versionForms } from "../../lib/domain/repository/adopt/types.ts";
import { root, tracked } from "./source.ts";

const pages = tracked().filter((file) => file.endsWith(".md") && existsSync(path.join(root, file)));
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");
const env = textOf("lib/env.ts");
const variables = [...env.matchAll(/^ {2}([A-Z][A-Z0-9_]+): /gm)].map((m) => m[1] ?? "");
const scripts = Object.keys((JSON.parse(textOf("package.json")) as { scripts: object }).scripts);

/** As GitHub makes them of headings. */
function anchors(file: string): string[] {
  return [...textOf(file).matchAll(/^#+ (.+)$/gm)].map((m) =>
    (m[1] ?? "")
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

it("there are pages to check", () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(variables.length).toBeGreaterThan(25);
});

it("links in the documentation lead somewhere", () => {
  const lost = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)]
      .map((m) => m[1] ?? m[2] ?? "")
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = "", anchor] = link.split("#");
        const there = file === "" ? page : path.posix.join(path.posix.dirname(page), file);
        if (!existsSync(path.join(root, there))) return true;
        return anchor !== undefined && !anchors(there).includes(anchor);
      })
      .map((link) => `${page}: ${link}`),
  );
  expect(lost).toEqual([]);
});

it("files that the documentation names exist", () => {
  const lost = pages
    .filter((page) => page !== "CHANGELOG.md")
    .flatMap((page) =>
      [...textOf(page).matchAll(/`((?:lib|app|bin|worker|components|playground|prisma|test|docs)\/[\w./()[\]-]+)`/g)]
        .map((m) => m[1] ?? "")
        .filter((file) => !existsSync(path.join(root, file)))
        .map((file) => `${page}: ${file}`),
    );
  expect(lost).toEqual([]);
});

it("every environment variable has its row, and every row its variable", () => {
  const rows = [...textOf("docs/operations.md").matchAll(/^\| `([A-Z][A-Z0-9_]+)` +\|/gm)].map((m) => m[1]);
  expect(rows.toSorted()).toEqual(variables.toSorted());
});

it("defaults in the documentation are those of the code", () => {
  for (const m of env.matchAll(/^ {2}([A-Z][A-Z0-9_]+): .*\.default\("?([^")]+)"?\)/gm)) {
    expect(textOf("docs/operations.md")).toMatch(
      new RegExp(`^\\| \`${m[1]}\` +\\| \`${m[2]?.replace(".", "\\.")}\``, "m"),
    );
  }
});

it("the documentation names no variable and no command that there is not", () => {
  for (const page of pages) {
    const text = textOf(page);
    const named = [...text.matchAll(/\b(?:SLUICE|GITHUB)_[A-Z_]*[A-Z]\b/g)].map((m) => m[0]);
    expect(
      named.filter((name) => !variables.includes(name)),
      page,
    ).toEqual([]);
    const run = [...text.matchAll(/\bnpm run ([\w-]+)/g)].map((m) => m[1] ?? "");
    expect(
      run.filter((name) => !scripts.includes(name)),
      page,
    ).toEqual([]);
    const commands = [...text.matchAll(/(?:npm run sluice -- |`sluice )([a-z-]+)/g)].map((m) => m[1]);
    expect(
      commands.filter((name) => !existsSync(path.join(root, `bin/commands/${name}.ts`))),
      page,
    ).toEqual([]);
  }
});

it("every form of a version is explained", () => {
  const page = textOf("docs/version-forms.md");
  expect(versionForms.filter((form) => !page.includes(`\`${form}\``))).toEqual([]);
});

it("decisions are numbered without a gap, and have context, decision and consequences", () => {
  const decisions = pages.filter((page) => page.startsWith("docs/decisions/"));
  decisions.forEach((page, at) => {
    expect(path.basename(page).slice(0, 4)).toBe(String(at + 1).padStart(4, "0"));
    expect(textOf(page)).toMatch(/^# \d{4}\. [\s\S]*^## Context[\s\S]*^## Decision[\s\S]*^## Consequences/m);
  });
});
