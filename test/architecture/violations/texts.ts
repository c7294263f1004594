import type { Seed } from "./seed.ts";

const long = "export const a = 1;\n".repeat(301);

export const textSeeds: readonly Seed[] = [
  ...["index", "utils", "helpers", "misc", "common"].map(
    (name): Seed => ({
      breaks: "names that say something",
      what: `a file named ${name}`,
      files: { [`lib/domain/${name}.ts`]: "export const a = 1;\n" },
      says: /says nothing/,
    }),
  ),
  {
    breaks: "names that say something",
    what: "a folder named helpers, and a name in camel case",
    files: { "components/helpers/rows.ts": "", "components/board/gridRow.tsx": "" },
    says: /"helpers"[\s\S]*gridRow\.tsx is not named/,
    but: { what: "a name that says something", files: { "lib/domain/repository/flux/common-metadata.ts": "" } },
  },
  {
    breaks: "no barrels",
    what: "a module that is passed on whole, and one that is nothing but passing on",
    files: {
      "lib/domain/all.ts": 'export * from "./version.ts";\n',
      "lib/domain/some.ts": 'export { a } from "./version.ts";\nexport type { B } from "./plan.ts";\n',
    },
    says: /all\.ts re-exports[\s\S]*some\.ts holds nothing/,
    but: {
      what: "one that has something of its own",
      files: { "lib/domain/some.ts": 'export { a } from "./version.ts";\nexport const b = 1;\n' },
    },
  },
  {
    breaks: "no any",
    what: "any, in four clothes, and a check that was turned off",
    files: {
      "lib/a.ts": "const a: any = 1;\n",
      "lib/b.ts": "const b = x as any;\n",
      "lib/c.ts": "let c: Record<string, any>;\n",
      "lib/d.ts": "let d: any[];\n",
      "lib/e.ts": "// @ts-ignore it works\n",
    },
    says: /lib\/a\.ts[\s\S]*lib\/b\.ts[\s\S]*lib\/c\.ts[\s\S]*lib\/d\.ts[\s\S]*lib\/e\.ts/,
    but: { what: "the word", files: { "lib/a.ts": 'const a = "x: any"; // as any\nconst b = { any: 1 };\n' } },
  },
  {
    breaks: "the domain is told",
    what: "a domain that looks at the clock, throws dice, and talks",
    files: {
      "lib/domain/a.ts": "export const a = () => Date.now();\n",
      "lib/domain/b.ts": "export const b = () => Math.random();\n",
      "lib/domain/c.ts": "export const c = () => new Date();\n",
      "lib/domain/d.ts": ["export const d = () => `$", "{process.cwd()}`;"].join(""),
    },
    says: /Date\.now[\s\S]*Math\.random[\s\S]*new Date\(\)[\s\S]*process\./,
    but: {
      what: "one that is told a time",
      files: { "lib/domain/a.ts": "export const a = (at: number) => new Date(at);\n" },
    },
  },
  {
    breaks: "one reader of the environment",
    what: "a second reader of the environment",
    files: { "worker/main.ts": "export const a = process.env.PORT;\n" },
    says: /process\.env/,
    but: { what: "the first", files: { "lib/env.ts": "export const a = process.env;\n" } },
  },
  {
    breaks: "no server actions",
    what: "a server action",
    files: { "app/board/act.ts": '"use server";\nexport async function act() {}\n' },
    says: /server action/,
  },
  {
    breaks: "components fetch nothing",
    what: "a component that fetches, and one that listens",
    files: {
      "components/a.tsx": 'fetch("/api");\n',
      "components/b.tsx": 'new EventSource("/api");\n',
    },
    says: /fetch\([\s\S]*EventSource/,
  },
  {
    breaks: "one verb a use case",
    what: "a use case that is two",
    files: { "lib/usecases/a.ts": "export async function one() {}\nexport async function two() {}\n" },
    says: /one, two/,
  },
  {
    breaks: "small ports",
    what: "a port of nine methods",
    files: {
      "lib/ports/a.ts": `export interface Large {\n${[..."abcdefghi"].map((m) => `  ${m}(): void;\n`).join("")}}\n`,
    },
    says: /Large has 9 methods/,
    but: {
      what: "one of eight",
      files: {
        "lib/ports/a.ts": `export interface Small {\n${[..."abcdefgh"].map((m) => `  ${m}(): void;\n`).join("")}}\n`,
      },
    },
  },
  {
    breaks: "nothing in vain",
    what: "an export that nobody names",
    files: {
      "lib/domain/a.ts": "export function asked(): void {}\nexport function idle(): void {}\n",
      "lib/domain/b.ts": 'import { asked } from "./a.ts"; // not idle\nasked();\n',
    },
    says: /^lib\/domain\/a\.ts:2 exports idle, which nobody names$/,
    but: {
      what: "one that its own file names, and one that a test does",
      files: {
        "lib/domain/a.ts": "export const most = 3;\nexport const all = [most];\n",
        "lib/domain/a.test.ts": 'import { all } from "./a.ts";\n',
      },
    },
  },
  {
    breaks: "long files say why",
    what: "a long file without a word",
    files: { "lib/domain/a.ts": long },
    says: /301 lines/,
    but: {
      what: "one that says why",
      files: { "lib/domain/a.ts": `// Long, because the table is one thing.\n${long}` },
    },
  },
  {
    breaks: "no paths of a machine",
    what: "a folder of somebody's machine",
    files: { "docs/a.md": "See /home/ada/sluice for more.\n" },
    says: /\/home\/ada/,
    but: { what: "a path of an address", files: { "docs/a.md": "See https://example.com/home/ada\n" } },
  },
  {
    breaks: "no registry hosts",
    what: "a registry's host",
    files: { ".npmrc": "registry=https://registry.npmjs.org/\n" },
    says: /registry\.npmjs/,
  },
  {
    breaks: "a lock without addresses",
    what: "a lock that says where a package came from",
    files: { "package-lock.json": '{ "a": { "resolved": "https://example.com/a.tgz" } }\n' },
    says: /loaded from/,
  },
];
