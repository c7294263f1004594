import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync, rmSync } from "node:fs";
import path from "node:path";
import { build, isBuilt } from "../bin/steps/build.ts";
import { node24, root } from "../bin/steps/install.mjs";
import { claimPort } from "../bin/steps/serving.ts";
import { atTheEnd } from "./kit/ending.ts";
import { alternate, median, ratioOf, show } from "./kit/pairs.ts";
import { tail, until } from "./kit/process.ts";
import { temporary } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const built = { rounds: 3, mostMs: 5000 };
const pairs = 2;

/** `npm start` until the first page is there, with its playground; built, and with nothing built. */
export async function start(): Promise<Row[]> {
  const kept = temporary("kept");
  if (!isBuilt()) await build();
  await firstPage(kept);
  const again: number[] = [];
  for (let i = 0; i < built.rounds; i++) {
    again.push(await firstPage(kept));
  }
  const fresh = await firstPage(temporary("fresh"));
  const bare = await healthOfNothing();
  const unbuilt = await alternate(
    pairs,
    async () => {
      forget();
      return firstPage(temporary("unbuilt"));
    },
    async () => {
      forget();
      const began = Date.now();
      await build();
      return Date.now() - began;
    },
  );
  const ratio = ratioOf(unbuilt);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  return [
    {
      bench: "start",
      number: "npm start to the first page, built",
      measured: seconds(median(again)),
      control: `${seconds(bare)} for npm to start nothing`,
      ratio: (median(again) / bare).toFixed(1),
      toReach: "≤ 5 s",
      ok: median(again) <= built.mostMs,
      note: `a second start, with its data; the first one, which also makes the database and gives birth to the playground: ${seconds(fresh)}.`,
    },
    {
      bench: "start",
      number: "npm start to the first page, not built",
      measured: seconds(median(unbuilt.map(({ a }) => a))),
      control: `${seconds(median(unbuilt.map(({ b }) => b)))} for next build`,
      ratio: show(ratio),
      toReach: "≤ 2",
      ok: ratio.median <= 2,
      note: "without data, too; dependencies are installed.",
    },
  ];
}

const forget = () => rmSync(path.join(root, ".next"), { recursive: true, force: true });

/** What npm itself takes before it runs anything. */
async function healthOfNothing(): Promise<number> {
  const began = Date.now();
  const child = spawn("npm", ["--silent", "exec", "--", "node", "-e", "0"], { cwd: root, stdio: "ignore" });
  await once(child, "exit");
  return Date.now() - began;
}

/** Starts it as a person does, waits for the page that one is shown first, and ends it. */
async function firstPage(folder: string): Promise<number> {
  const port = await claimPort(0);
  const log = openSync(path.join(folder, "start.log"), "a");
  const began = Date.now();
  const child = spawn("npm", ["start", "--", "--port", String(port)], {
    cwd: root,
    env: {
      ...process.env,
      SLUICE_DATA: path.join(folder, "data"),
      PATH: `${path.dirname(node24)}:${process.env.PATH}`,
    },
    stdio: ["ignore", log, log],
    // In a group of its own: npm does not pass every signal on to what it runs.
    detached: true,
  });
  const gone = once(child, "exit");
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid) process.kill(-child.pid, "SIGTERM");
    await gone;
    // npm itself ends first; what it ran puts things away in their order.
    await until("it has stopped", () => !existsSync(path.join(folder, "data/start.pid")), 60);
  };
  atTheEnd(() => end());
  await until(
    "the first page is there",
    () => {
      if (child.exitCode !== null)
        throw new Error(`npm start ended with ${child.exitCode}.\n${tail(path.join(folder, "start.log"))}`);
      return fetch(`http://127.0.0.1:${port}/sign-in`, { signal: AbortSignal.timeout(10_000) }).then(
        async (response) => response.ok && (await response.text()).includes("</html>"),
        () => false,
      );
    },
    400,
  );
  const took = Date.now() - began;
  await end();
  return took;
}
