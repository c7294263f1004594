import path from "node:path";
import { root } from "../bin/steps/install.mjs";
import { startBareApp } from "./kit/bare-app.ts";
import { type BoardProduct, size, startBoard } from "./kit/board-product.ts";
import { openBrowser, openPage } from "./kit/browser.ts";
import { median, type Pair, ratioOf, show } from "./kit/pairs.ts";
import { asked, type Child, startChild } from "./kit/process.ts";
import type { Row } from "./kit/report.ts";

const rounds = 8;
const seconds = 2;

type Block = { perSecond: number; cpuMsEach: number };
type Side = { url: string; server: Child; headers: Record<string, string>; blocks: Block[] };
/** As a browser asks that opens a page. */
const asPage = { accept: "text/html" };

/** The snapshot and the page, beside a route of the same Next that returns the same JSON ready-made. */
export async function board(): Promise<Row[]> {
  const started = await startBoard();
  const { web, cookie, product } = started;
  const signedIn = { cookie: `${cookie.name}=${cookie.value}` };
  const snapshot = await (await fetch(`${web.url}/api/v1/board`, { headers: signedIn })).text();
  const cells = (JSON.parse(snapshot) as { cells: unknown[] }).cells.length;
  if (cells !== size.services * size.clusters) throw new Error(`The board has ${cells} cells.`);
  const bare = await startBareApp(snapshot);
  const generator = startChild([path.join(root, "bench/kit/generator.ts")], {
    env: process.env,
    log: path.join(product.logs, "generator.log"),
  });
  const sideOf = (url: string, server: Child, headers = {}): Side => ({
    url,
    server,
    headers: { ...signedIn, ...headers },
    blocks: [],
  });
  const ready = sideOf(`${bare.url}/ready`, bare);
  const api = sideOf(`${web.url}/api/v1/board`, web);
  const page = sideOf(`${web.url}/board`, web, asPage);
  const empty = sideOf(bare.nothing, bare, asPage);
  for (const side of [ready, api, page, empty]) await block(generator, side, 1);
  for (let i = 0; i < rounds; i++) {
    const order = i % 2 === 0 ? [ready, api, page, empty] : [empty, page, api, ready];
    for (const side of order) side.blocks.push(await block(generator, side, seconds));
  }
  return [
    rateRow("requests a second, /api/v1/board", api, ready, `${Math.round(snapshot.length / 1000)} kB of JSON`),
    rateRow(
      "requests a second, /board",
      page,
      ready,
      `the page draws that snapshot in the browser. An empty page of the same Next reaches ${show(ratioOf(pairsOf(empty, ready, (block) => block.perSecond)))}`,
    ),
    ...(await pageRows(started)),
  ];
}

function rateRow(number: string, side: Side, ready: Side, what: string): Row {
  const ratio = ratioOf(pairsOf(side, ready, (block) => block.perSecond));
  const cpu = ratioOf(pairsOf(ready, side, (block) => block.cpuMsEach));
  const rate = ({ blocks }: Side) => `${median(blocks.map((block) => block.perSecond)).toFixed(0)} /s`;
  return {
    bench: "board",
    number,
    measured: rate(side),
    control: `${rate(ready)} ready-made`,
    ratio: show(ratio),
    toReach: "≥ 0.5",
    ok: ratio.median >= 0.5,
    note: `${what}; the control is a route of an otherwise empty Next of the same version. By processor time of the server alone the ratio is ${show(cpu)}.`,
  };
}

function pairsOf(a: Side, b: Side, value: (block: Block) => number): Pair[] {
  return a.blocks.flatMap((block, i) => {
    const other = b.blocks[i];
    return other ? [{ a: value(block), b: value(other) }] : [];
  });
}

async function block(generator: Child, side: Side, duration: number): Promise<Block> {
  const before = await side.server.usage();
  const order = { url: side.url, headers: side.headers, duration };
  const { load } = await asked<{ load: { requests: number; seconds: number; failed: number } }>(
    generator.process,
    order,
    (answer) => "load" in answer,
  );
  const after = await side.server.usage();
  if (load.failed > 0) throw new Error(`${load.failed} of ${load.requests} requests to ${side.url} failed.`);
  return { perSecond: load.requests / load.seconds, cpuMsEach: (after.cpuMs - before.cpuMs) / load.requests };
}

async function pageRows({ web, cookie }: BoardProduct): Promise<Row[]> {
  const headers = { cookie: `${cookie.name}=${cookie.value}`, ...asPage };
  const html = (await (await fetch(`${web.url}/board`, { headers })).arrayBuffer()).byteLength;
  const page = await openPage(await openBrowser(), web.url, cookie);
  await page.goto(`${web.url}/board`);
  await page.getByRole("gridcell").first().waitFor();
  const nodes = await page.evaluate(() => document.querySelectorAll("*").length);
  const all = size.services * size.clusters;
  return [
    {
      bench: "board",
      number: "HTML of /board",
      measured: `${(html / 1000).toFixed(1)} kB`,
      control: `${all} cells`,
      toReach: "≤ 60 kB",
      ok: html <= 60_000,
      note: "uncompressed",
    },
    {
      bench: "board",
      number: "DOM nodes of the board",
      measured: String(nodes),
      control: `${all} cells`,
      toReach: "≤ 2500",
      ok: nodes <= 2500,
      note: "elements in Chromium, 1440 × 900, comfortable rows",
    },
  ];
}
