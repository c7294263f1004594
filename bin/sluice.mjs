#!/usr/bin/env node
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { runCommand } from "./steps/node24.mjs";

const usage = `sluice <command>

  start        everything: database, web, worker, and the playground where nothing is configured
               --port 3000  --fresh  --no-playground
  web          the web server alone              --port 3000
  worker       a worker alone
  set-up       a new link that makes the first admin
  migrate      bring the database up to date
  adopt        read a Flux repository and say what is in it
  render       what Flux would apply
  set          write a version where it is declared
  lint         what in a repository cannot be resolved, or is dangerous
  history      every version that the log of a repository declared, oldest first
  playground   the outside world in a box: [github|registry|clusters]
  rotate-key   seal all credentials with a new key
  audit        verify: check the chain of audit records`;

const [name, ...args] = process.argv.slice(2);
if (name === undefined || ["help", "--help", "-h"].includes(name)) {
  console.log(usage);
} else if (!/^[a-z-]+$/.test(name) || !existsSync(fileURLToPath(new URL(`./commands/${name}.ts`, import.meta.url)))) {
  console.error(`There is no command "${name}".\n\n${usage}`);
  process.exitCode = 2;
} else {
  await runCommand(name, args);
}
