import { emptyNames, environmentHandedOn, givenNames, sizes } from "./law.ts";
import type { Rule, Violation } from "./rules-imports.ts";
import { isCode, isTest, type Source } from "./source.ts";

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** Where a pattern stands in the code of some files, comments and strings aside. */
function finding(
  files: Source[],
  where: (path: string) => boolean,
  pattern: RegExp,
  says: (found: string) => string,
  read: (file: Source) => string = (file) => file.code,
): Violation[] {
  return files
    .filter((file) => where(file.path))
    .flatMap((file) =>
      [...read(file).matchAll(pattern)].map((m) => ({
        path: file.path,
        line: lineAt(file.text, m.index),
        says: says(m[0].trim()),
      })),
    );
}

const inProduct = (path: string) => isCode(path) && !isTest(path);
const outsideSeeds = (path: string) => isCode(path) && !path.startsWith("test/architecture/violations/");
const under = (prefix: string) => (path: string) => path.startsWith(prefix) && inProduct(path);

const names: Rule = {
  name: "names that say something",
  law: "No index, utils, helpers, misc or common: an idea has a name. File names are in kebab-case.",
  check: (files) =>
    files
      .filter((file) => isCode(file.path))
      .flatMap(({ path }) => {
        const parts = path.replace(/\.(test\.)?\w+$/, "").split("/");
        const inner = givenNames.some((given) => given.test(path)) ? parts.slice(-1) : parts.slice(1);
        const empty = inner.find((part) => emptyNames.includes(part));
        if (empty) return [{ path, says: `is named "${empty}", which says nothing` }];
        const last = parts.at(-1) ?? "";
        return /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(last) ? [] : [{ path, says: "is not named in kebab-case" }];
      }),
};

const noBarrels: Rule = {
  name: "no barrels",
  law: "Nobody re-exports a whole module, or is nothing but re-exports: an import names the file that it means.",
  check: (files) =>
    files
      .filter((file) => inProduct(file.path))
      .flatMap((file) => {
        if (/^export \* from/m.test(file.code)) return [{ path: file.path, says: "re-exports a whole module" }];
        const rest = file.code.replaceAll(/^(export|import)\b[^;]*\bfrom\s*"[^"]*";?/gm, "").trim();
        const again = /^export (type )?\{[^}]*\} from/m.test(file.code);
        return again && rest === "" ? [{ path: file.path, says: "holds nothing but re-exports" }] : [];
      }),
};

const noAny: Rule = {
  name: "no any",
  law: "No any, no @ts-ignore, no @ts-nocheck: what is unknown is called unknown and looked at.",
  check: (files) => [
    ...finding(files, outsideSeeds, /(?:[:<,|]|\bas|=>)\s*any\b(?!\s*[:(.])|\bany\[\]/g, () => "says any"),
    ...finding(
      files,
      outsideSeeds,
      /(?:\/\/|\*)\s*@ts-(?:ignore|nocheck)/g,
      (found) => `says ${found}`,
      (file) => file.text,
    ),
  ],
};

const domainIsTold: Rule = {
  name: "the domain is told",
  law: "The domain knows no time, chance, process, network or console of its own: it is told.",
  check: (files) =>
    finding(
      files,
      under("lib/domain/"),
      /\b(?:Date\.now|Math\.random|performance\.|process\.|console\.|globalThis\b|fetch\(|setTimeout|setInterval|queueMicrotask|randomUUID|randomBytes|Temporal\.Now|await import)|\bnew Date\(\)/g,
      (found) => `reaches for ${found}`,
    ),
};

const oneEnvironment: Rule = {
  name: "one reader of the environment",
  law: "lib/env.ts reads the environment. Besides it: commands that start processes, and proxy.ts, which runs before anything.",
  check: (files) =>
    finding(
      files,
      (path) =>
        inProduct(path) &&
        /^(lib|app|components|worker)\//.test(path) &&
        path !== "lib/env.ts" &&
        !environmentHandedOn.includes(path),
      /\bprocess\.env\b/g,
      () => "reads process.env",
    ),
};

const noServerActions: Rule = {
  name: "no server actions",
  law: 'The browser calls /api/v1 as a script does, through one gate: there is no "use server".',
  check: (files) =>
    finding(
      files,
      inProduct,
      /^\s*["']use server["']/gm,
      () => "is a server action",
      (file) => file.text,
    ),
};

const componentsFetchNothing: Rule = {
  name: "components fetch nothing",
  law: "Data and commands arrive at a component as props.",
  check: (files) =>
    finding(
      files,
      under("components/"),
      /\bfetch\(|\bnew (?:EventSource|WebSocket|XMLHttpRequest)\b/g,
      (f) => `calls ${f}`,
    ),
};

const oneVerb: Rule = {
  name: "one verb a use case",
  law: "A use case exports one function or class, named as its file is.",
  check: (files) =>
    files
      .filter(({ path }) => /^lib\/usecases\/[^/]+\.ts$/.test(path) && !isTest(path))
      .flatMap((file) => {
        const exported = [...file.code.matchAll(/^export (?:async )?(?:function|class|const) (\w+)/gm)].map(
          (m) => m[1],
        );
        return exported.length > 1 ? [{ path: file.path, says: `exports ${exported.join(", ")}` }] : [];
      }),
};

const smallPorts: Rule = {
  name: "small ports",
  law: `A port names a need in at most ${sizes.port} methods: one that grows can be supplied by nothing else.`,
  check: (files) =>
    files
      .filter(({ path }) => path.startsWith("lib/ports/") && !isTest(path))
      .flatMap((file) =>
        [...file.code.matchAll(/^export (?:interface|type) (\w+)[^{;\n]*\{\n([\s\S]*?)^\};?$/gm)].flatMap((m) => {
          const methods = (m[2]?.match(/^ {2}\w+(?:<[^\n]*>)?\(/gm) ?? []).length;
          if (methods <= sizes.port) return [];
          return [{ path: file.path, line: lineAt(file.text, m.index), says: `${m[1]} has ${methods} methods` }];
        }),
      ),
};

const nothingInVain: Rule = {
  name: "nothing in vain",
  law: "What a file exports, somebody names: another file, or at least its own.",
  check: (files) => {
    const told = new Map<string, number>();
    const code = files.filter(({ path }) => isCode(path));
    for (const file of code) for (const [word] of file.code.matchAll(/\w+/g)) told.set(word, (told.get(word) ?? 0) + 1);
    return finding(
      code,
      inProduct,
      /^export (?:async )?(?:function\*?|const|class|type|interface) \w+/gm,
      (found) => `exports ${found.split(" ").at(-1)}, which nobody names`,
    ).filter(({ path, says }) => !isAskedFor(path) && told.get(says.split(/[ ,]/)[1] ?? "") === 1);
  },
};

/** By Next, and by the tools that read these files, under names of their own. */
function isAskedFor(path: string): boolean {
  return /^app\/|^[^/]+$/.test(path);
}

const longFilesSayWhy: Rule = {
  name: "long files say why",
  law: `A file of more than ${sizes.most} lines opens with a sentence that says why it is that long.`,
  check: (files) =>
    files
      .filter(
        (file) => isCode(file.path) && linesOf(file) > sizes.most && !/\blong\b|\blines\b/i.test(opening(file.text)),
      )
      .map((file) => ({ path: file.path, says: `has ${linesOf(file)} lines and does not say why` })),
};

export function linesOf(file: Source): number {
  return file.text.split("\n").length - 1;
}

/** The comments before the first thing that a file declares. */
function opening(text: string): string {
  const begins = text.search(/^(export |async |const |function |class |type |interface |describe\(|it\()/m);
  const head = text.slice(0, begins < 0 ? undefined : begins);
  return [...head.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g)].map((m) => m[0]).join("\n");
}

// Written in pieces, or the law would break itself.
const machine = new RegExp(`(?<![\\w.:/-])/(?:${["work", "home", "Users", "root"].join("|")})/[\\w.-]+/?[\\w.-]*`, "g");
const hosts = new RegExp(
  `\\b(?:${["registry\\.npmjs", "npm\\.pkg\\.github", "registry\\.yarnpkg", "artifactory"].join("|")})\\b`,
  "gi",
);
const written = (path: string) => !path.startsWith("test/architecture/") && !path.startsWith("public/");

const noMachinePaths: Rule = {
  name: "no paths of a machine",
  law: "No committed file names a folder of somebody's machine.",
  check: (files) =>
    finding(
      files,
      written,
      machine,
      (found) => `names ${found}`,
      (file) => file.text,
    ),
};

const noRegistryHosts: Rule = {
  name: "no registry hosts",
  law: "Packages come from wherever npm is told: no committed file names that host.",
  check: (files) =>
    finding(
      files,
      written,
      hosts,
      (found) => `names ${found}`,
      (file) => file.text,
    ),
};

const lockWithoutAddresses: Rule = {
  name: "a lock without addresses",
  law: "package-lock.json holds versions and digests, and not where they came from.",
  check: (files) =>
    finding(
      files,
      (path) => path === "package-lock.json",
      /"resolved": "https?:/g,
      () => "says where a package was loaded from",
      (file) => file.text,
    ).slice(0, 1),
};

export const textRules: readonly Rule[] = [
  names,
  noBarrels,
  noAny,
  domainIsTold,
  oneEnvironment,
  noServerActions,
  componentsFetchNothing,
  oneVerb,
  smallPorts,
  nothingInVain,
  longFilesSayWhy,
  noMachinePaths,
  noRegistryHosts,
  lockWithoutAddresses,
];
