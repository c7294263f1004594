import path from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../bin/steps/install.mjs";
import { adopt } from "../lib/domain/repository/adopt/adopt.ts";
import { repositoryOf } from "../lib/domain/repository/files.ts";
import { fluxRepository, joined, type Layout, moved } from "./kit/flux-repository.ts";
import { alternate, median, type Pair, quantile, ratioOf, show } from "./kit/pairs.ts";
import { asked, startChild } from "./kit/process.ts";
import { temporary } from "./kit/product.ts";
import type { Push } from "./kit/pushes.ts";
import type { Row } from "./kit/report.ts";

const sizes = [400, 2000];
const pairs = 8;
/** Pushes are read at a size where everything that grows with the repository shows. */
const pushedSizes = [...sizes, 10_000];
const pushes = 60;
/** Composing one directory that lists many grows with it; where none does, a push is to cost the same at any size. */
const layouts: { layout: Layout; services: string; most: number }[] = [
  { layout: "listed", services: "one kustomization lists half of the services", most: Number.POSITIVE_INFINITY },
  { layout: "own", services: "each service has a Flux Kustomization of its own", most: 3 },
];

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
    rows.push({
      bench: "reading",
      number: `a repository of ${files.size} files, read from nothing`,
      measured: ms(median(whole.map(({ a }) => a))),
      control: `${ms(median(parsing))} to parse its files with yaml`,
      ratio: show(ratio),
      toReach: "≤ 2",
      ok: ratio.median <= 2,
      note: `Processor time, of ${pairs} pairs.`,
    });
  }
  for (const each of layouts) rows.push(...pushedRows(each));
  rows.push(...joinedRows());
  for (const size of pushedSizes) rows.push(await throughGit(size));
  return rows;
}

/** What counts is the ratio between the sizes: whatever machine this is, a push is to cost what it changes. */
function pushedRows({ layout, services, most }: (typeof layouts)[number]): Row[] {
  const measured = pushedSizes.map((size) => ({ size, each: pushed(fluxRepository(size, layout)) }));
  const [smallest] = measured;
  return measured.map(({ size, each }) => {
    const [middle, least] = [median(each), median(smallest?.each ?? [])];
    return {
      bench: "reading",
      number: `a push of one file to ${size} files, after the fetch: ${services}`,
      measured: `${ms(middle)}, 95 %: ${ms(quantile(each, 0.95))}`,
      control: `${ms(least)} at ${smallest?.size} files`,
      ratio: (middle / least).toFixed(1),
      toReach: Number.isFinite(most) ? `≤ ${most}` : "≤ 50 ms",
      ok: middle <= most * least && middle <= 50,
      note: `Processor time of ${pushes} pushes, each read from the one before: a version in an overlay, or a variable of a Flux Kustomization. What Git, the thread and the database add are other rows.`,
    };
  });
}

/** A service that comes, and goes again: who applies what is another matter with each push. */
function joinedRows(): Row[] {
  return pushedSizes.map((size) => {
    const each = joinedAndGone(fluxRepository(size, "own"));
    const [known, ratio] = [each.map(({ a }) => a), ratioOf(each)];
    return {
      bench: "reading",
      number: `a push of 17 files to ${size} files that brings a service to four clusters, or takes it away`,
      measured: `${ms(median(known))}, 95 %: ${ms(quantile(known, 0.95))}`,
      control: `${ms(median(each.map(({ b }) => b)))} to parse what it changes with yaml`,
      ratio: show(ratio),
      toReach: "≤ 1",
      ok: ratio.median <= 1,
      note: `Processor time of ${pushes} pushes, in the middle of one that brings a service and the next, which takes it away: its folder, a Flux Kustomization on each cluster, and a line in each cluster's list, which is the longer the more services there are. Where the ratio is the same at every size, a push costs what it changes.`,
    };
  });
}

async function throughGit(size: number): Promise<Row> {
  const all = await pushesThroughGit(size);
  const known = all.map(({ ms }) => ms);
  return {
    bench: "reading",
    number: `the same with git's listing and the way from the thread, ${size} files`,
    measured: `${ms(median(known))}, 95 %: ${ms(quantile(known, 0.95))}`,
    control: `${ms(median(all.map(({ cpuMs }) => cpuMs)))} of processor`,
    ratio: "",
    toReach: "≤ 50 ms",
    ok: median(known) <= 50,
    note: "By the clock, in a process of its own, git's included; the median decides. Processor time is that of the process and its threads. Git lists what changed, and of the adoption only what is new leaves the thread.",
  };
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
    const step = { from: repository.files, touched: [path] };
    return spent(() => {
      repository = repositoryOf(files, repository, step);
      adopt(repository);
    });
  });
}

function joinedAndGone(first: ReadonlyMap<string, string>): Pair[] {
  let repository = repositoryOf(first);
  adopt(repository);
  const read = (files: ReadonlyMap<string, string>, touched: readonly string[]): number => {
    const step = { from: repository.files, touched };
    return spent(() => {
      repository = repositoryOf(files, repository, step);
      adopt(repository);
    });
  };
  return Array.from({ length: pushes / 2 }, (_, i) => {
    const push = joined(first, i % 20, `joined-${i}`);
    const touched = [...push.keys()];
    const a = (read(new Map([...first, ...push]), touched) + read(first, touched)) / 2;
    return { a, b: spent(() => parseAll(push)) };
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
