import { type Place, places } from "./law.ts";
import { isCode, isTest, packageOf, type Source } from "./source.ts";

export type Violation = { path: string; line?: number; says: string };
export type Rule = { name: string; law: string; check(files: Source[]): Violation[] };

function product(files: Source[]): Source[] {
  return files.filter((file) => isCode(file.path) && !isTest(file.path));
}

export function placeOf(file: string): Place | undefined {
  return places.filter((place) => file.startsWith(place.at)).sort((a, b) => b.at.length - a.at.length)[0];
}

/** Every import of a file of ours, with who imports. */
function inside(files: Source[]) {
  return product(files).flatMap((file) =>
    file.imports.filter((one) => isPath(one.to)).map((one) => ({ ...one, from: file.path })),
  );
}

function isPath(to: string): boolean {
  return /\.(ts|tsx|mts|mjs|css|json)$/.test(to) && !to.startsWith("@") && !to.startsWith("node:");
}

const everyFileHasAPlace: Rule = {
  name: "every file has a place",
  law: "A file of the product lies in a folder that the law knows.",
  check: (files) =>
    product(files)
      .filter((file) => !placeOf(file.path) && !/^[\w-]+\.config\.\w+$/.test(file.path))
      .map((file) => ({ path: file.path, says: "lies in no place that the law knows" })),
};

const importsByPlace: Rule = {
  name: "imports by place",
  law: "A place imports its own files and those of the places that its row names.",
  check: (files) =>
    inside(files).flatMap(({ from, to, line }) => {
      const place = placeOf(from);
      if (!place || to.startsWith(place.at) || place.may.some((prefix) => to.startsWith(prefix))) return [];
      return [{ path: from, line, says: `imports ${to}, which ${place.at} may not know` }];
    }),
};

const packagesByPlace: Rule = {
  name: "packages by place",
  law: "A place uses the packages of its row: an outside thing is known in one folder.",
  check: (files) =>
    product(files).flatMap((file) => {
      const place = placeOf(file.path);
      return file.imports
        .filter((one) => place && !isPath(one.to) && !allowed(place, packageOf(one.to)))
        .map((one) => ({ path: file.path, line: one.line, says: `uses ${one.to}, which ${place?.at} may not` }));
    }),
};

function allowed(place: Place, name: string): boolean {
  return place.packages.includes(name) || (name.startsWith("node:") && place.packages.includes("node:*"));
}

const useCasesAlone: Rule = {
  name: "use cases alone",
  law: "A use case calls no other one; what two share is a part, in a folder of lib/usecases, which knows no use case.",
  check: (files) =>
    inside(files)
      .filter(({ from, to }) => from.startsWith("lib/usecases/") && /^lib\/usecases\/[^/]+$/.test(to))
      .map(({ from, to, line }) => ({ path: from, line, says: `imports the use case ${to}` })),
};

const useCasesByRoutes: Rule = {
  name: "use cases by routes",
  law: "In app/, only a route calls a use case. Pages get what a loader gives, and command by the API.",
  check: (files) =>
    inside(files)
      .filter(
        ({ from, to }) => from.startsWith("app/") && !from.endsWith("/route.ts") && to.startsWith("lib/usecases/"),
      )
      .map(({ from, to, line }) => ({ path: from, line, says: `calls ${to} and is not a route` })),
};

const schemasStayHome: Rule = {
  name: "schemas stay at home",
  law: "What an outside thing sends is parsed where it arrives: nobody else imports an adapter's schema.",
  check: (files) =>
    inside(files)
      .filter(({ from, to }) => {
        const home = /^(lib\/adapters\/\w+\/).*\bschema\.ts$/.exec(to)?.[1];
        return home !== undefined && !from.startsWith(home);
      })
      .map(({ from, to, line }) => ({ path: from, line, says: `imports ${to}` })),
};

const contractsAsTypes: Rule = {
  name: "contracts as types",
  law: "Contracts reach the browser as types: a schema library is no part of a page.",
  check: (files) =>
    inside(files)
      .filter(
        ({ from, to, typeOnly }) =>
          !typeOnly &&
          to.startsWith("lib/contracts/") &&
          (from.startsWith("components/") || (from.startsWith("app/") && from.endsWith(".tsx"))),
      )
      .map(({ from, to, line }) => ({ path: from, line, says: `loads ${to}; use import type` })),
};

const testsServeNobody: Rule = {
  name: "tests serve nobody",
  law: "The product imports no test and nothing from test/, e2e/ or bench/.",
  check: (files) =>
    inside(files)
      .filter(({ to }) => isTest(to))
      .map(({ from, to, line }) => ({ path: from, line, says: `imports ${to}` })),
};

const noCircles: Rule = {
  name: "no circles",
  law: "Files do not load each other in a circle. Types may.",
  check(files) {
    const next = new Map<string, string[]>();
    for (const { from, to, typeOnly } of inside(files)) if (!typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
    const found: Violation[] = [];
    const done = new Set<string>();
    const visit = (file: string, way: string[]) => {
      const began = way.indexOf(file);
      if (began >= 0) found.push({ path: file, says: `a circle: ${[...way.slice(began), file].join(" → ")}` });
      if (began >= 0 || done.has(file)) return;
      for (const to of next.get(file) ?? []) visit(to, [...way, file]);
      done.add(file);
    };
    for (const file of next.keys()) visit(file, []);
    return found;
  },
};

export const importRules: readonly Rule[] = [
  everyFileHasAPlace,
  importsByPlace,
  packagesByPlace,
  useCasesAlone,
  useCasesByRoutes,
  schemasStayHome,
  contractsAsTypes,
  testsServeNobody,
  noCircles,
];
