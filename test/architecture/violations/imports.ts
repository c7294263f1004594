import type { Seed } from "./seed.ts";

/** One file that imports one other. */
function imports(from: string, specifier: string, says: RegExp, what: string): Seed {
  return { breaks: "imports by place", what, files: { [from]: `import { a } from "${specifier}";\n` }, says };
}

function uses(from: string, name: string, what: string): Seed {
  const says = new RegExp(`uses ${name}`);
  return { breaks: "packages by place", what, files: { [from]: `import a from "${name}";\n` }, says };
}

const places: Seed[] = [
  imports(
    "lib/domain/promotion/plan.ts",
    "../../ports/store.ts",
    /lib\/ports\/store\.ts/,
    "a domain that knows a port",
  ),
  imports("lib/ports/clusters.ts", "../adapters/flux/client.ts", /adapters\/flux/, "a port that knows its supplier"),
  imports("lib/contracts/board.ts", "../ports/store.ts", /ports\/store/, "a contract that tells rows to the browser"),
  imports(
    "lib/usecases/sweep.ts",
    "../adapters/database/store.ts",
    /adapters\/database/,
    "a use case that knows Postgres",
  ),
  imports("lib/usecases/sweep.ts", "../web/deps.ts", /lib\/web/, "a use case that knows the web"),
  imports(
    "lib/adapters/github/checks.ts",
    "../git/mirror.ts",
    /adapters\/git\/mirror/,
    "an adapter that knows another",
  ),
  imports("lib/adapters/git/mirror.ts", "../database/store.ts", /adapters\/database/, "a mirror that writes rows"),
  imports("lib/adapters/flux/acts.ts", "../../usecases/sweep.ts", /usecases\/sweep/, "an adapter that decides"),
  imports("lib/adapters/oci/registry.ts", "../github/client.ts", /adapters\/github/, "a registry that knows GitHub"),
  imports("lib/adapters/database/store.ts", "../../env.ts", /lib\/env\.ts/, "an adapter that reads the environment"),
  imports("lib/env.ts", "./log.ts", /lib\/log\.ts/, "an environment that logs"),
  imports("lib/wire.ts", "./usecases/sweep.ts", /usecases\/sweep/, "a composition root that acts"),
  imports("lib/web/auth.ts", "../adapters/database/people.ts", /adapters\/database/, "a web that knows an adapter"),
  imports("lib/web/auth.ts", "../../worker/main.ts", /worker\/main/, "a web that knows the worker"),
  imports("app/board/page.tsx", "../../worker/watch.ts", /worker\/watch/, "a page that knows the worker"),
  imports(
    "app/api/hooks/route.ts",
    "../../../lib/adapters/github/webhook.ts",
    /adapters\/github/,
    "a route that knows an adapter",
  ),
  imports("app/board/page.tsx", "../../playground/main.ts", /playground\/main/, "a page that knows the playground"),
  imports("worker/main.ts", "../app/page.tsx", /app\/page/, "a worker that knows a page"),
  imports("worker/main.ts", "../lib/web/deps.ts", /lib\/web/, "a worker that knows the web"),
  imports(
    "worker/watch.ts",
    "../lib/adapters/database/leases.ts",
    /adapters\/database/,
    "a worker that knows an adapter",
  ),
  imports("worker/main.ts", "../playground/main.ts", /playground\/main/, "a worker that knows the playground"),
  imports("components/board/grid.tsx", "../../lib/web/client.ts", /lib\/web/, "a component that calls the server"),
  imports(
    "components/board/grid.tsx",
    "../../lib/adapters/flux/client.ts",
    /adapters/,
    "a component that knows an adapter",
  ),
  imports("components/board/grid.tsx", "../../lib/usecases/sweep.ts", /usecases/, "a component that acts"),
  imports("bin/commands/web.ts", "../../lib/usecases/sweep.ts", /usecases/, "a command that is a third door"),
  imports("bin/commands/start.ts", "../../playground/main.ts", /playground/, "a start that is inside the box"),
  imports(
    "playground/github/main.ts",
    "../../lib/adapters/github/client.ts",
    /adapters/,
    "a playground that knows the product",
  ),
  imports(
    "playground/flux/main.ts",
    "../../lib/domain/deployment/fold.ts",
    /domain\/deployment/,
    "a playground that knows the fold",
  ),
  {
    breaks: "imports by place",
    what: "an import that waits until it runs",
    files: { "lib/domain/promotion/plan.ts": 'export const a = await import(\n  "../../wire.ts");\n' },
    says: /lib\/wire\.ts/,
    but: {
      what: "the same in a comment and in a string",
      files: {
        "lib/domain/promotion/plan.ts":
          '// import("../../wire.ts")\n/*\nimport a from "../../wire.ts";\n*/\nexport const a = `\nimport b from "../../wire.ts";\n`;\n',
      },
    },
  },
  {
    breaks: "imports by place",
    what: "a type that comes from where it may not",
    files: { "lib/usecases/sweep.ts": 'import type {\n  Database,\n} from "../adapters/database/connect.ts";\n' },
    says: /adapters\/database/,
    but: {
      what: "a playground that composes as the domain does",
      files: { "playground/flux/build.ts": 'import { a } from "../../lib/domain/repository/documents.ts";\n' },
    },
  },
];

const packages: Seed[] = [
  uses("lib/domain/promotion/plan.ts", "node:fs", "a domain that reads files"),
  uses("lib/domain/promotion/plan.ts", "zod", "a domain that parses what is outside"),
  uses("lib/usecases/sweep.ts", "pg", "a use case that speaks SQL"),
  uses("lib/ports/store.ts", "@prisma/client", "a port that names a library"),
  uses("lib/adapters/git/mirror.ts", "@octokit/rest", "a second folder that knows GitHub's SDK"),
  uses("components/board/grid.tsx", "node:crypto", "a component that runs on a server"),
  uses("components/board/grid.tsx", "zod", "a component that carries a schema library"),
  uses("worker/main.ts", "next", "a worker that knows the web's framework"),
  uses("worker/main.ts", "server-only", "a worker that cannot start"),
];

const others: Seed[] = [
  {
    breaks: "every file has a place",
    what: "a room that nobody planned",
    files: { "services/board.ts": "export const a = 1;\n", "lib/things/a.ts": "export const a = 1;\n" },
    says: /services\/board\.ts[\s\S]*lib\/things\/a\.ts/,
  },
  {
    breaks: "use cases alone",
    what: "a use case that calls another, and a part that does",
    files: {
      "lib/usecases/sweep.ts": 'import { a } from "./read-history.ts";\n',
      "lib/usecases/advance/merge.ts": 'import { a } from "../sweep.ts";\n',
    },
    says: /read-history[\s\S]*sweep/,
    but: {
      what: "a use case with parts",
      files: { "lib/usecases/sweep.ts": 'import { a } from "./readings/repository.ts";\n' },
    },
  },
  {
    breaks: "use cases by routes",
    what: "a page that commands",
    files: { "app/board/page.tsx": 'import { a } from "../../lib/usecases/sweep.ts";\n' },
    says: /not a route/,
    but: {
      what: "a route that does",
      files: { "app/api/v1/plan/route.ts": 'import { a } from "../../../../lib/usecases/sweep.ts";\n' },
    },
  },
  {
    breaks: "schemas stay at home",
    what: "a schema of Flux in the composition root",
    files: { "lib/wire.ts": 'import { a } from "./adapters/flux/schema.ts";\n' },
    says: /flux\/schema/,
  },
  {
    breaks: "contracts as types",
    what: "a component that loads a contract",
    files: { "components/board/grid.tsx": 'import { cell } from "../../lib/contracts/board.ts";\n' },
    says: /use import type/,
    but: {
      what: "one that knows its type",
      files: { "components/board/grid.tsx": 'import type { Cell } from "../../lib/contracts/board.ts";\n' },
    },
  },
  {
    breaks: "tests serve nobody",
    what: "a product that leans on its tests",
    files: { "worker/main.ts": 'import { a } from "../test/postgres.ts";\n' },
    says: /test\/postgres/,
  },
  {
    breaks: "no circles",
    what: "three files that load each other",
    files: {
      "lib/domain/a.ts": 'import { b } from "./b.ts";\n',
      "lib/domain/b.ts": 'import { c } from "./c.ts";\n',
      "lib/domain/c.ts": 'import { a } from "./a.ts";\n',
    },
    says: /lib\/domain\/a\.ts → lib\/domain\/b\.ts → lib\/domain\/c\.ts → lib\/domain\/a\.ts/,
    but: {
      what: "two whose types know each other",
      files: {
        "lib/domain/a.ts": 'import { b } from "./b.ts";\n',
        "lib/domain/b.ts": 'import type { A } from "./a.ts";\n',
      },
    },
  },
];

export const importSeeds: readonly Seed[] = [...places, ...packages, ...others];
