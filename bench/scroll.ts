import { setTimeout as sleep } from "node:timers/promises";
import type { CDPSession, Page } from "@playwright/test";
import { type BoardProduct, size, startBoard } from "./kit/board-product.ts";
import { openBrowser, openPage } from "./kit/browser.ts";
import { heardNow, statusOf } from "./kit/fleet.ts";
import { median, type Pair, quantile, ratioOf, show } from "./kit/pairs.ts";
import { startPlainTable } from "./kit/plain-table.ts";
import type { Row } from "./kit/report.ts";
import { scrollAbout } from "./kit/scrolling.ts";

const rounds = 6;
const framesEach = 300;
const perSecond = 20;
const slower = 4;
const longMs = 50;
const frameMs = 16.7;
/** Above this a person feels that a page answers late (web.dev/inp). */
const patienceMs = 200;

type Side = { page: Page; devtools: CDPSession; scroller: string; blocks: Block[]; keys: number[] };
type Block = { frames: number[]; busyMsEach: number };

/** The board scrolled in both directions and searched while cells change on it, beside a plain table of the same size. */
export async function scroll(): Promise<Row[]> {
  const started = await startBoard();
  const stop = changeCells(started);
  const browser = await openBrowser();
  const board = await openPage(browser, started.web.url, started.cookie);
  await board.goto(`${started.web.url}/board?group=none`);
  await board.getByRole("gridcell").first().waitFor();
  // The stream begins once the snapshot is drawn.
  await board.waitForTimeout(3000);
  const plain = await openPage(browser, "");
  await plain.goto(await startPlainTable(size.services, size.clusters));
  const sides = [await sideOf(board, ".board"), await sideOf(plain, "main")] as const;
  for (let i = 0; i <= rounds; i++)
    for (const side of i % 2 === 0 ? sides : [...sides].reverse()) {
      await side.page.bringToFront();
      const block = await scrolled(side);
      // The first time everything is compiled.
      if (i > 0) side.blocks.push(block);
    }
  for (let i = 0; i < rounds; i++) for (const side of i % 2 === 0 ? sides : [...sides].reverse()) await type(side);
  const events = await stop();
  return [...scrollRows(...sides, events), typingRow(...sides)];
}

function changeCells({ product, rows }: BoardProduct): () => Promise<number> {
  let sent = 0;
  let going = true;
  const changing = (async () => {
    for (; going; sent++) {
      const row = rows[(sent * 7919) % rows.length];
      const status = row && statusOf(row.id, sent, Date.now());
      if (sent % (perSecond * 10) === 0) await product.observations.touchHeard(heardNow(rows, Date.now()));
      if (status) await product.observations.saveFolded({ statuses: [{ status }] });
      await sleep(1000 / perSecond);
    }
  })();
  return async () => {
    going = false;
    await changing;
    return sent;
  };
}

async function sideOf(page: Page, scroller: string): Promise<Side> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.evaluate(() => {
    const keys = new Map<number, number>();
    Object.assign(window, { keys });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { interactionId: number })[])
        if (entry.interactionId > 0)
          keys.set(entry.interactionId, Math.max(entry.duration, keys.get(entry.interactionId) ?? 0));
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
  });
  return { page, devtools, scroller, blocks: [], keys: [] };
}

async function scrolled({ page, devtools, scroller }: Side): Promise<Block> {
  const busy = async () =>
    1000 *
    ((await devtools.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0);
  const before = await busy();
  const frames = await page.evaluate(scrollAbout, { scroller, count: framesEach });
  return { frames, busyMsEach: ((await busy()) - before) / frames.length };
}

/** As on a processor that is four times slower. A key that is answered within a frame is not told of by the browser. */
async function type({ page, devtools, keys }: Side): Promise<void> {
  const search = page.getByRole("searchbox");
  await page.bringToFront();
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: slower });
  await search.focus();
  const text = "service-17";
  for (const key of [...text, ...Array.from(text, () => "Backspace")]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(150);
  }
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  await page.waitForTimeout(500);
  const told = await page.evaluate(() => {
    const { keys } = window as unknown as { keys: Map<number, number> };
    const durations = [...keys.values()];
    keys.clear();
    return durations;
  });
  const all = Math.max(2 * text.length, told.length);
  keys.push(...told, ...Array.from({ length: all - told.length }, () => 16));
}

function scrollRows(board: Side, plain: Side, events: number): Row[] {
  const frames = (side: Side) => side.blocks.flatMap((block) => block.frames);
  const long = (side: Side) => frames(side).filter((ms) => ms > longMs).length;
  const share = (side: Side) => long(side) / frames(side).length;
  const pairs = (value: (block: Block) => number): Pair[] =>
    board.blocks.map((block, i) => ({ a: value(block), b: value(plain.blocks[i] ?? block) }));
  const p95 = ratioOf(pairs((block) => quantile(block.frames, 0.95)));
  const busy = (side: Side) => median(side.blocks.map((block) => block.busyMsEach));
  const told = (side: Side) => `${long(side)} of ${frames(side).length}`;
  const ms = (side: Side) => `${quantile(frames(side), 0.95).toFixed(0)} ms`;
  return [
    {
      bench: "scroll",
      number: `frames over ${longMs} ms while the board is scrolled`,
      measured: told(board),
      control: `${told(plain)}, a plain table`,
      toReach: "≤ 1 % more",
      ok: share(board) <= share(plain) + 0.01,
      note: `${size.services} × ${size.clusters}, in both directions, 40 pixels a frame down and 10 across, while ${perSecond} cells a second change (${events} in all). The longest frame: ${Math.max(...frames(board)).toFixed(0)} ms; of the table ${Math.max(...frames(plain)).toFixed(0)} ms.`,
    },
    {
      bench: "scroll",
      number: "time of a frame while the board is scrolled, p95",
      measured: ms(board),
      control: `${ms(plain)}, a plain table`,
      ratio: show(p95),
      toReach: "≤ 1.5",
      ok: p95.median <= 1.5,
    },
    {
      bench: "scroll",
      number: "processor time of a frame while the board is scrolled",
      measured: `${busy(board).toFixed(1)} ms`,
      control: `${busy(plain).toFixed(1)} ms, a plain table`,
      ratio: (busy(board) / busy(plain)).toFixed(1),
      toReach: `≤ ${frameMs} ms`,
      ok: busy(board) <= frameMs,
      note: `Of the page's own thread, on average; all ${size.services * size.clusters} cells of the table are there from the beginning. A screen draws a frame every ${frameMs} ms.`,
    },
  ];
}

function typingRow(board: Side, plain: Side): Row {
  const ms = (side: Side, q: number) => `${quantile(side.keys, q).toFixed(0)} ms`;
  return {
    bench: "scroll",
    number: "a key in the board's search → drawn, p95",
    measured: ms(board, 0.95),
    control: `${ms(plain, 0.95)}, a field that nothing listens to`,
    toReach: `≤ ${patienceMs} ms`,
    ok: quantile(board.keys, 0.95) <= patienceMs,
    note: `${board.keys.length} keys on a processor made ${slower} times slower, while cells change. Median ${ms(board, 0.5)}, the longest ${ms(board, 1)}; of the other field ${ms(plain, 1)}.`,
  };
}
