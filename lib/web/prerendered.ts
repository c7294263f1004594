import "server-only";
import { readFileSync } from "node:fs";
import path from "node:path";

/** A page as it was drawn when it was built: what stands between the places where a nonce belongs. */
export type Prerendered = { withNonce(nonce: string): string };

// Scripts, and hints to fetch one. Inside of a script Next writes every "<" as \u003c, so these are tags.
const SCRIPT = /(?<=<script|<link rel="preload" as="script")/;

/** All pages that are the same for everybody, by their path. While one develops there are none. */
export function prerenderedPages(built: string): ReadonlyMap<string, Prerendered> {
  const { routes } = read(path.join(built, "prerender-manifest.json")) as { routes: Record<string, unknown> };
  return new Map(
    Object.keys(routes).flatMap((route): [string, Prerendered][] => {
      const file = path.join(built, "server/app", route === "/" ? "index" : route);
      const { status } = read(`${file}.meta`) as { status?: number };
      // What has a status of its own leads elsewhere, or is an error.
      if (status !== undefined || route.startsWith("/_")) return [];
      return [[route, prerendered(readFileSync(`${file}.html`, "utf8"))]];
    }),
  );
}

export function prerendered(html: string): Prerendered {
  const parts = html.split(SCRIPT);
  return { withNonce: (nonce) => parts.join(` nonce="${nonce}"`) };
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
