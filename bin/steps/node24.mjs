// Hands over to Node 24 from the dependencies, whatever Node this was started with.
import { spawn } from "node:child_process";
import module from "node:module";
import { compileCache, install, isInstalled, node24, root } from "./install.mjs";

/** Runs bin/commands/<name>.ts, after installing what is missing. */
export async function runCommand(name, args) {
  if (process.env.npm_lifecycle_event) endWithParent();
  if (Number(process.versions.node.split(".")[0]) < 20) fail("Sluice needs Node 20 or newer with npm.");
  if (!isInstalled()) {
    const began = Date.now();
    console.error("  … installing dependencies (a minute or two the first time)");
    try {
      install();
    } catch (error) {
      fail(error.message);
    }
    console.error(`  ✓ dependencies installed in ${((Date.now() - began) / 1000).toFixed(0)} s`);
  }
  // What runs as part of it finds Node 24 first, too.
  const binaries = `${root}/node_modules/.bin`;
  if (!process.env.PATH?.startsWith(binaries)) process.env.PATH = `${binaries}:${process.env.PATH ?? ""}`;
  if (Number(process.versions.node.split(".")[0]) >= 24) {
    module.enableCompileCache?.(compileCache);
    return runHere(name, args);
  }
  const child = spawn(node24, [`${root}/bin/steps/run.mjs`, name, ...args], {
    stdio: "inherit",
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  // Ctrl-C reaches the child by itself, in the terminal's group, and asks for haste a second time: passed on as another signal.
  process.on("SIGINT", () => child.kill("SIGTERM"));
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`Node 24 could not be run: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}

/**
 * npm passes on SIGINT and SIGTERM (as long as no shell stands between: "exec" in package.json). When it is ended in
 * another way, nobody tells us.
 */
export function endWithParent() {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}

/** On Node 24. Whoever asks how a command is used does nothing by that. */
export async function runHere(name, args) {
  const { run, usage } = await import(`../commands/${name}.ts`);
  if (!usage || !args.some((arg) => arg === "--help" || arg === "-h")) return finish(() => run(args));
  console.log(usage);
}

/** A command gives its exit code; an error of a kind we know is one sentence and no stack. */
async function finish(command) {
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    const known = ["Unavailable", "Rejected", "WrongEnvironment", "Sentence"].includes(error?.name);
    console.error(known ? error.message : error);
    process.exitCode = 1;
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
