import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, Page } from "@playwright/test";
import { openBrowser, openPage } from "./kit/browser.ts";
import { type Clusters, startClusters, untilListed, untilSynced } from "./kit/clusters.ts";
import { atTheEnd } from "./kit/ending.ts";
import { signIn } from "./kit/fleet.ts";
import { quantile } from "./kit/pairs.ts";
import { startProduct } from "./kit/product.ts";
import type { Row } from "./kit/report.ts";

const size = { clusters: 20, services: 12, objects: 60 };
const perSecond = 50;
const blocks = 4;
const blockSeconds = 8;
const reach = { p50: 150, p99: 400 };

type Send = (n: number) => void;
/** Where the texts come to be seen, and how one is sent. */
type Path = { page: Page; sent: Map<string, number>; send: Send };

/** A cluster's event until its text stands in the browser: worker, Postgres, web server and Chromium, each as in earnest. */
export async function event(): Promise<Row[]> {
  const product = await startProduct("event");
  const clusters = await startClusters(product, size);
  const since = new Date();
  const worker = await product.startWorker();
  await untilSynced(product, { objects: size.clusters * size.objects, statuses: size.clusters * size.services });
  await untilListed(product, clusters, since);
  const web = await product.startWeb();
  const cookie = await signIn(product, "adam", [{ role: "admin" }]);
  const browser = await openBrowser();
  const page = await openPage(browser, web.url, cookie, { width: 4200, height: 1600 });
  await page.goto(`${web.url}/board?group=none`);
  await page
    .getByText("7.0.0")
    .nth(size.clusters * size.services - 1)
    .waitFor();
  // The stream begins once the snapshot is drawn.
  await page.waitForTimeout(1500);
  const whole = await productPath(clusters, page);
  const bare = await barePath(browser);

  const times: { whole: number[]; bare: number[] } = { whole: [], bare: [] };
  let missed = 0;
  let next = 1;
  const run = async (path: Path, into: number[]) => {
    const first = next;
    next += perSecond * blockSeconds;
    await drive(path.send, first, next);
    const seen = await settled(path, first, next);
    into.push(...seen);
    if (path === whole) missed += next - first - seen.length;
  };
  await run(whole, []);
  missed = 0;
  const before = [await worker.usage(), await web.usage()];
  for (let i = 0; i < blocks; i++) {
    if (i % 2 === 0) await run(whole, times.whole);
    await run(bare, times.bare);
    if (i % 2 === 1) await run(whole, times.whole);
  }
  const after = [await worker.usage(), await web.usage()];
  const [ofWorker, ofWeb] = after.map(
    ({ cpuMs }, i) => (cpuMs - (before[i]?.cpuMs ?? 0)) / (times.whole.length + missed),
  );
  const row = (name: "p50" | "p99", q: number): Row => {
    const [measured, control] = [quantile(times.whole, q), quantile(times.bare, q)];
    return {
      bench: "event",
      number: `cluster event → text in the browser, ${name}`,
      measured: `${measured.toFixed(0)} ms`,
      control: `${control.toFixed(1)} ms, bare path`,
      ratio: (measured / control).toFixed(1),
      toReach: `≤ ${reach[name]} ms`,
      ok: measured <= reach[name],
      ...(name === "p50"
        ? {
            note: `${times.whole.length} events, ${perSecond} a second over ${size.clusters} clusters, ${missed} overtaken by the next one of the same cell; each changes what runs, so that it is folded, stored with its interval, and drawn. Processor time for one event: ${ofWorker?.toFixed(1)} ms of the worker, ${ofWeb?.toFixed(1)} ms of the web server.`,
          }
        : {}),
    };
  };
  return [row("p50", 0.5), row("p99", 0.99)];
}

/** One event after the other, evenly. */
async function drive(send: Send, first: number, end: number): Promise<void> {
  const began = performance.now();
  for (let n = first; n < end; n++) {
    const wait = began + ((n - first) * 1000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    send(n);
  }
}

const versionOf = (n: number): string => `7.${Math.floor(n / 1000) + 1}.${n % 1000}`;

async function productPath({ child, ids }: Clusters, page: Page): Promise<Path> {
  const sent = new Map<string, number>();
  child.process.on("message", (answer: { release?: string; at?: number }) => {
    if (answer.release && answer.at) sent.set(answer.release, answer.at);
  });
  await observe(page, ".cell .v");
  return {
    page,
    sent,
    send(n) {
      const cell = n % (ids.length * size.services);
      const event = {
        cluster: ids[cell % ids.length] ?? "",
        name: `service-${Math.floor(cell / ids.length)}`,
        release: versionOf(n),
      };
      child.process.send({ event });
    },
  };
}

/** The bytes of one message, one route, one text node: what the machine itself takes. */
async function barePath(browser: Browser): Promise<Path> {
  const readers = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    if (request.url !== "/live") {
      response.setHeader("content-type", "text/html");
      return response.end(barePage);
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.flushHeaders();
    readers.add(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  atTheEnd(async () => {
    server.closeAllConnections();
    server.close();
  });
  const page = await openPage(browser, "");
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await observe(page, "p");
  const sent = new Map<string, number>();
  return {
    page,
    sent,
    send(n) {
      const version = versionOf(n);
      sent.set(version, Date.now());
      for (const reader of readers) reader.write(`id: ${n}\ndata: ${JSON.stringify({ version, ...message })}\n\n`);
    },
  };
}

const message = {
  cursor: 1_000_000,
  at: 1_800_000_000_000,
  cells: [
    {
      deployment: "c1/HelmRelease/apps/service-1",
      service: "service-1",
      column: "c1",
      health: "healthy",
      tone: "drift",
      sentence: "declared 7.0.0, runs another",
      since: 1_800_000_000_000,
      drift: [],
      suspended: false,
      behind: 0,
      waitsForYou: false,
    },
  ],
};
const barePage = `<!doctype html><p>-</p><script>
new EventSource("/live").onmessage = (event) => { document.querySelector("p").firstChild.data = JSON.parse(event.data).version; };
</script>`;

/** From now on every version that comes to stand in what `selector` names is noted with its time. */
async function observe(page: Page, selector: string): Promise<void> {
  await page.evaluate((within) => {
    const seen: Record<string, number> = {};
    (window as unknown as { seen: typeof seen }).seen = seen;
    const note = (node: Node) => {
      const element = (node instanceof Element ? node : node.parentElement)?.closest(within);
      const version = /\b7\.\d+\.\d+\b/.exec(element?.textContent ?? "")?.[0];
      if (version) seen[version] ??= Date.now();
    };
    const look = (changes: MutationRecord[]) => {
      for (const change of changes) {
        note(change.target);
        for (const node of change.addedNodes) note(node);
      }
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  }, selector);
}

/** Waits for the last ones, then gives how long each took. What was overtaken was never drawn, and does not count. */
async function settled({ page, sent }: Path, first: number, end: number): Promise<number[]> {
  const wanted = Array.from({ length: end - first }, (_, i) => versionOf(first + i));
  const read = () => page.evaluate(() => (window as unknown as { seen: Record<string, number> }).seen);
  let seen = await read();
  for (let tries = 0; tries < 50 && !seen[wanted.at(-1) ?? ""]; tries++) {
    await sleep(200);
    seen = await read();
  }
  return wanted.flatMap((version) => {
    const [from, to] = [sent.get(version), seen[version]];
    return from && to ? [to - from] : [];
  });
}
