import path from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../bin/steps/install.mjs";
import { adopt } from "../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../lib/domain/repository/files.ts";
import { fluxRepository, moved } from "./kit/flux-repository.ts";
import { alternate, median, quantile, ratioOf, show } from "./kit/pairs.ts";
import { asked, startChild } from "./kit/process.ts";
import { temporary } from "./kit/product.ts";
import type { Push } from "./kit/pushes.ts";
import type { Row } from "./kit/report.ts";

const sizes = [400, 2000];
const pairs = 8;
const pushes = 60;

/** Processor time of reading a repository from nothing, and after a push of one file, beside parsing its files once. */
export async function reading(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of sizes) {
    const files = fluxRepository(size);
    const whole = await alternate(
      pairs,
      async () => spent(() => adopt(repositoryOf(new Map(files)))),
      async () => spent(() => parseAll(files)),
    );
    const parsing = whole.map(({ b }) => b);
    const ratio = ratioOf(whole);
    const each = pushed(files);
    const worst = quantile(each, 0.95);
    const throughGit = await pushesThroughGit(size);
    const known = throughGit.map(({ ms }) => ms);
    rows.push(
      {
        bench: "reading",
        number: `a repository of ${files.size} files, read from nothing`,
        measured: ms(median(whole.map(({ a }) => a))),
        control: `${ms(median(parsing))} to parse its files with yaml`,
        ratio: show(ratio),
        toReach: "≤ 2",
        ok: ratio.median <= 2,
        note: `Processor time, of ${pairs} pairs.`,
      },
      {
        bench: "reading",
        number: `a push of one file to ${files.size} files, after the fetch`,
        measured: `${ms(median(each))}, 95 %: ${ms(worst)}`,
        control: `${ms(median(parsing))} to parse its files with yaml`,
        ratio: (median(each) / median(parsing)).toFixed(3),
        toReach: "≤ 50 ms",
        ok: worst <= 50,
        note: `Processor time of ${pushes} pushes, each read from the one before: a version in an overlay, or a variable of a Flux Kustomization. What Git and the thread add is the next row; what the database writes is not in it.`,
      },
      {
        bench: "reading",
        number: `the same with git's listing and the way from the thread, ${files.size} files`,
        measured: `${ms(median(known))}, 95 %: ${ms(quantile(known, 0.95))}`,
        control: `${ms(median(each))} without them`,
        toReach: "≤ 50 ms",
        ok: median(known) <= 50,
        note: `By the clock, in a process of its own, git's included; the median decides. Processor time of the process and its threads: ${ms(median(throughGit.map(({ cpuMs }) => cpuMs)))}. Git lists what changed, and of the adoption only what is new leaves the thread.`,
      },
    );
  }
  return rows;
}

async function pushesThroughGit(size: number): Promise<Push[]> {
  const log = path.join(temporary("pushes"), "pushes.log");
  const child = startChild([path.join(root, "bench/kit/pushes.ts")], { env: process.env, log });
  const { spent } = await asked<{ spent: Push[] }>(child.process, { pushes, size }, (answer) => "spent" in answer);
  await child.stop();
  return spent;
}

function pushed(first: ReadonlyMap<string, string>): number[] {
  let repository = repositoryOf(first);
  adopt(repository);
  return Array.from({ length: pushes }, (_, i) => {
    const { path, text } = moved(repository.files, i % 20, i, `7.${i}.0`);
    const files = new Map(repository.files).set(path, text);
    return spent(() => {
      repository = repositoryOf(files, repository);
      adopt(repository);
    });
  });
}

function parseAll(files: ReadonlyMap<string, string>): void {
  for (const [file, text] of files) if (/\.ya?ml$/.test(file)) parseAllDocuments(text);
}

function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const ms = (value: number): string => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
