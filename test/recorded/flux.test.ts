import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { same } from "../../lib/domain/deployment/same.ts";
import type { Status } from "../../lib/domain/deployment/types.ts";
import { expected } from "./expected.ts";
import { replay, type Step } from "./replay.ts";

const shared = process.env.SLUICE_SHARED ?? resolve(fileURLToPath(new URL("../../../shared", import.meta.url)));
const file = `${shared}/data/recorded/flux.jsonl`;
const there = existsSync(file);
if (!there) console.warn(`Not run: the recording of real Flux is not at ${file} (set SLUICE_SHARED).`);

/** What a cell shows, in one line. */
function cell({ runs, wanted, health, tone, serving, sentence }: Status): string {
  const what = runs !== undefined && runs === wanted ? runs : `${runs ?? "–"} → ${wanted ?? "?"}`;
  const how = `${health}${tone === "drift" ? ", drift" : ""}${serving || !runs ? "" : ", not serving"}`;
  return `${what} | ${how} | ${sentence ?? ""}`.trimEnd();
}

type Shown = { situation: string; service: string; at: number; line: string; status: Status };

function shownIn(steps: Step[]): Shown[] {
  const shown: Shown[] = [];
  const last = new Map<string, string>();
  let situation = "0 before anything is there";
  for (const { at, mark, service, status } of steps) {
    if (mark && /^\d+ /.test(mark)) situation = mark;
    const line = cell(status);
    if (last.get(service) === line) continue;
    last.set(service, line);
    shown.push({ situation, service, at, line, status });
  }
  return shown;
}

describe.skipIf(!there)("what real Flux did, as a person sees it", () => {
  const steps = there ? replay(file) : [];
  const shown = shownIn(steps);

  for (const [situation, services] of Object.entries(expected)) {
    it(`situation ${situation}`, () => {
      const seen: { [service: string]: string[] } = {};
      for (const s of shown.filter((s) => s.situation === situation)) {
        const lines = seen[s.service] ?? [];
        seen[s.service] = [...lines, s.line];
      }
      expect(seen).toEqual(services);
    });
  }

  it("changes nothing in the situations that are not in the table", () => {
    expect([...new Set(shown.map((s) => s.situation))].filter((s) => !expected[s])).toEqual([]);
  });

  it("never shows something for less than two seconds and then takes it back", () => {
    const flickers = shown.filter((a, i) => {
      const mine = shown.slice(i + 1).filter((s) => s.service === a.service);
      const [b, c] = mine;
      return b && c && c.at - b.at < 2000 && a.line === c.line && b.line !== a.line;
    });
    expect(flickers.map((f) => `${f.at} ${f.service}: ${f.line}`)).toEqual([]);
  });

  it("writes nothing in a minute in which Flux only reconciles what is there", () => {
    const quiet = steps.filter((s) => s.changed && s.at > 367_000 && s.at < 430_000);
    expect(quiet).toEqual([]);
  });

  it("says at most 32 characters in a cell", () => {
    expect(shown.filter((s) => (s.status.sentence?.length ?? 0) > 32)).toEqual([]);
  });

  it("hands back the very status that it was given when nothing changed", () => {
    for (const step of steps) if (step.changed) expect(step.before && same(step.before, step.status)).not.toBe(true);
  });

  it("blames the object that failed, and not its neighbours", () => {
    const blamed = shown
      .filter((s) => s.status.blame)
      .map(
        (s) =>
          `${s.situation.split(" ")[0]} ${s.service}: ${s.status.blame?.object.kind}/${s.status.blame?.object.name}`,
      );
    expect([...new Set(blamed)]).toEqual([
      "3 web: Deployment/web",
      "6 shop: Deployment/shop",
      "6 shop: HelmRelease/shop",
      "10 catalog: HelmChart/shop-catalog",
      "10 catalog image: HelmChart/shop-catalog",
      "11 catalog: Deployment/catalog",
      "11 catalog image: Deployment/catalog",
      "11 catalog: HelmRelease/catalog",
      "15 platform: OCIRepository/platform",
      "16 web: Kustomization/apps",
      "17 web: Kustomization/apps",
      "18 web: GitRepository/flux-system",
      "22 web: Kustomization/apps",
      "22 shop: HelmRelease/shop",
    ]);
  });

  it("cuts the controllers' temporary paths out of messages", () => {
    const messages = steps.flatMap((s) => s.status.told.map((t) => t.message ?? ""));
    expect(messages.filter((m) => /\/tmp\/|\/var\/folders/.test(m))).toEqual([]);
  });

  it("keeps the health of what runs apart from the failure of what was to come", () => {
    const failed = shown.find((s) => s.line === "1.1.0 → 1.2.0 | failing | 1.2.0 never got ready");
    expect(failed?.status).toMatchObject({ serving: true, runs: "1.1.0", applied: { version: "1.1.0" }, tone: "bad" });
    const before = shown.find((s) => s.service === "shop" && s.line === "1.1.0 | healthy |");
    expect(failed?.status.healthySince).toBe(before?.status.healthySince);
  });
});
