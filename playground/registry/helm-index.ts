import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse, stringify } from "yaml";
import { sendBytes } from "./answers.ts";
import { digestOf } from "./store.ts";
import { unpack } from "./tar.ts";

/** A Helm repository of the plain kind: `index.yaml` and the charts beside it. */
export type HelmIndex = ReturnType<typeof openHelmIndex>;

export function openHelmIndex(dataDir: string) {
  const folder = join(dataDir, "charts");
  mkdirSync(folder, { recursive: true });
  let index = readIndex(folder);

  return {
    /** `created` is when the chart says that it was published. */
    add(name: string, version: string, chart: Buffer, created: Date): void {
      writeFileSync(join(folder, `${name}-${version}.tgz`), chart);
      writeFileSync(join(folder, `${name}-${version}.created`), created.toISOString());
      index = readIndex(folder);
    },
    answer(response: ServerResponse, path: string) {
      if (path === "/charts/index.yaml")
        return sendBytes(response, { "content-type": "text/yaml" }, Buffer.from(index));
      const file = /^\/charts\/([\w.+-]+\.tgz)$/.exec(path)?.[1];
      if (!file || !existsSync(join(folder, file))) return void response.writeHead(404).end("404 page not found\n");
      sendBytes(response, { "content-type": "application/gzip" }, readFileSync(join(folder, file)));
    },
  };
}

function readIndex(folder: string): string {
  const entries: Record<string, unknown[]> = {};
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".tgz"))) {
    const bytes = readFileSync(join(folder, file));
    const files = unpack(gunzipSync(bytes));
    const chartFile = Object.keys(files).find((name) => /^[^/]+\/Chart\.yaml$/.test(name));
    const chart = parse(files[chartFile ?? ""] ?? "{}") as { name: string };
    const created = readFileSync(join(folder, file.replace(/\.tgz$/, ".created")), "utf8");
    const digest = digestOf(bytes).slice("sha256:".length);
    const versions = entries[chart.name] ?? [];
    versions.push({ ...chart, created, digest, urls: [file] });
    entries[chart.name] = versions;
  }
  for (const versions of Object.values(entries)) versions.reverse();
  return stringify({ apiVersion: "v1", entries, generated: new Date(0).toISOString() });
}
