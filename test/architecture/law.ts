/**
 * The law of the house: which folder may import what, and what no file may do. It is data; `rules-*.ts` hold the tree
 * against it, and `violations/` prove that each rule catches what it is for. docs/architecture.md tells why.
 */

export type Place = {
  /** The longest prefix that fits a file's path is its place. */
  at: string;
  /** Prefixes of files that it may import, besides its own. */
  may: readonly string[];
  /** Packages and `node:` modules: a closed list. */
  packages: readonly string[];
};

const core = ["lib/domain/", "lib/ports/"];

export const places: readonly Place[] = [
  // Pure: values in, values out. Of Node only a hash and bytes; tsconfig.domain.json sees to the rest.
  {
    at: "lib/domain/",
    may: [],
    packages: ["diff", "ipaddr.js", "re2js", "yaml", "node:buffer", "node:crypto"],
  },
  { at: "lib/ports/", may: ["lib/domain/"], packages: [] },
  { at: "lib/contracts/", may: [], packages: ["zod"] },
  { at: "lib/usecases/", may: core, packages: [] },

  // One outside thing, one SDK, one folder. None of them knows another.
  {
    at: "lib/adapters/database/",
    may: core,
    packages: [
      "@prisma/adapter-pg",
      "pg",
      "pg-boss",
      "node:child_process",
      "node:crypto",
      "node:fs",
      "node:module",
      "node:net",
      "node:os",
      "node:path",
      "node:timers/promises",
      "node:url",
    ],
  },
  {
    at: "lib/adapters/flux/",
    may: core,
    packages: ["undici", "node:buffer", "node:fs/promises", "node:worker_threads"],
  },
  {
    at: "lib/adapters/git/",
    may: core,
    packages: ["node:child_process", "node:fs/promises", "node:path", "node:timers/promises", "node:worker_threads"],
  },
  {
    at: "lib/adapters/github/",
    may: core,
    packages: ["@octokit/auth-app", "@octokit/rest", "zod", "node:crypto", "node:timers/promises"],
  },
  { at: "lib/adapters/oci/", may: core, packages: ["yaml", "zod"] },

  { at: "lib/env.ts", may: ["lib/domain/network.ts"], packages: ["zod"] },
  { at: "lib/log.ts", may: [], packages: ["pino"] },
  {
    at: "lib/wire",
    may: [...core, "lib/adapters/", "lib/env.ts", "lib/log.ts"],
    packages: [
      "ulid",
      "undici",
      "node:crypto",
      "node:dns",
      "node:dns/promises",
      "node:fs/promises",
      "node:net",
      "node:path",
    ],
  },

  // The door for people and machines that call us.
  {
    at: "lib/web/",
    may: [...core, "lib/contracts/", "lib/usecases/", "lib/wire.ts", "lib/env.ts"],
    packages: [
      "@auth/prisma-adapter",
      "next-auth",
      "react",
      "server-only",
      "zod",
      "zod-openapi",
      "node:crypto",
      "node:fs",
      "node:path",
    ],
  },
  {
    at: "app/",
    may: ["components/", "lib/contracts/", "lib/web/", "lib/usecases/", "lib/domain/result.ts"],
    packages: ["geist", "next", "next-auth", "react", "react-dom", "zod"],
  },
  { at: "proxy.ts", may: ["app/theme.ts", "lib/web/prerendered.ts"], packages: ["next", "node:crypto", "node:path"] },
  // It may run in a browser: it is given contracts, and knows no server.
  {
    at: "components/",
    may: ["lib/contracts/"],
    packages: ["@tanstack/react-virtual", "cmdk", "lucide-react", "next", "radix-ui", "react", "sonner"],
  },

  // The door for clusters, jobs and time.
  {
    at: "worker/",
    may: [...core, "lib/usecases/", "lib/wire.ts", "lib/wire-worker.ts", "lib/env.ts"],
    packages: ["zod", "node:crypto", "node:fs/promises"],
  },

  // Starts the others as processes. What it does itself, it does without them.
  {
    at: "bin/",
    may: ["lib/domain/", "lib/adapters/database/", "lib/adapters/git/", "lib/env.ts"],
    packages: ["pg", "yaml", "zod", "node:*"],
  },
  { at: "bin/commands/playground.ts", may: ["bin/", "lib/env.ts", "playground/"], packages: ["node:*"] },

  // An outside world in a box: reached over the wire, by nobody's import.
  {
    at: "playground/",
    may: ["lib/domain/repository/"],
    packages: ["@kubernetes-models/flux-cd", "semver", "yaml", "zod", "node:*"],
  },

  { at: "next.config.ts", may: [], packages: ["next", "node:*"] },
  { at: "next-env.d.ts", may: [".next/"], packages: [] },
];

/** These hand the environment on to a process that they start, and read nothing of it. */
export const environmentHandedOn = ["lib/adapters/database/embedded.ts", "lib/adapters/git/command.ts"];

/** Names of files and folders that say nothing of what is in them. */
export const emptyNames = ["index", "util", "utils", "helper", "helpers", "misc", "common", "shared", "stuff", "lib"];
/** File names that a framework or a tool prescribes. */
export const givenNames = [/^app\/.*\/(?:\[\.\.\.nextauth\]|\[\w+\]|\(signed-in\))/];

export const sizes = {
  /** Lines. Longer needs a sentence at the top that says why. */
  most: 300,
  median: 70,
  ninthTenth: 200,
  /** Methods of a port. */
  port: 8,
};

export type Exception = { rule: string; path: string; because: string };

/**
 * What breaks a rule today. The list only shrinks: an entry that nothing needs any more fails the check, and so does a
 * list that is longer than `mostExceptions`.
 */
export const exceptions: readonly Exception[] = [
  {
    rule: "one verb a use case",
    path: "lib/usecases/end-promotion.ts",
    because: "Cancel and retry are one locked step with two events.",
  },
  {
    rule: "small ports",
    path: "lib/ports/git.ts",
    because:
      "GitChanges: ten calls on one pull request's way from branch to merge; in two they would share every argument.",
  },
  {
    rule: "small ports",
    path: "lib/ports/store-lists.ts",
    because: "Lists: one method a page. The database is the one supplier, and no use case takes more than two of them.",
  },
  {
    rule: "small ports",
    path: "lib/ports/store.ts",
    because:
      "Reads: one method a table. The database is the one supplier; use cases read inside and outside of a transaction alike.",
  },
  {
    rule: "no paths of a machine",
    path: "lib/domain/repository/flux/template.test.ts",
    because: "The examples are those of the library that Flux substitutes with, which names a home folder in them.",
  },
];

export const mostExceptions = 5;
