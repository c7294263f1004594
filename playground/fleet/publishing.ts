import type { Registry } from "../registry/main.ts";
import { chartArchive, publishArtifact, publishChart, publishImage } from "../registry/publish.ts";
import type { Files } from "../registry/tar.ts";
import { serviceChart } from "./files/applications.ts";
import { type Service, thirdParty } from "./services.ts";

/** A version at a commit, and where its repository is seen in a browser. */
export type Built = { version: string; sha: string; source: string; created: Date; broken?: boolean };

/**
 * What CI does with a tag. The players of pods read from an image's name that it never gets ready,
 * so a `broken` chart names such an image; where the version itself names the image, the version
 * has to hold the word (`1.2.0-broken`).
 */
export function publishRelease(registry: Registry, service: Service, built: Built, bundle: Files = {}): void {
  const origin = { source: built.source, revision: built.sha, created: built.created };
  if (service.publishes === "bundle") {
    const revision = `main@sha1:${built.sha}`;
    publishArtifact(registry.store, "flux/platform", built.sha.slice(0, 7), bundle, { ...origin, revision });
    publishArtifact(registry.store, "flux/platform", built.version, bundle, { ...origin, revision });
    return;
  }
  const image = `acme/${service.name}${built.broken && service.publishes === "chart" ? "/broken" : ""}`;
  publishImage(registry.store, image, built.version, origin);
  if (service.publishes === "chart") {
    const values = { replicaCount: 1, image: { repository: `${registry.host}/${image}`, tag: "" } };
    const { name, description } = service;
    publishChart(
      registry.store,
      `charts/${name}`,
      { name, description, version: built.version, appVersion: built.version, values },
      origin,
    );
  }
}

/** The chart that services without one share, and the charts of others. */
export function publishFoundations(registry: Registry, now: Date): void {
  const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
  for (const [version, days] of [
    ["2.2.0", 60],
    [serviceChart.version, 21],
  ] as const) {
    const values = { replicaCount: 1, image: { repository: "", tag: "" } };
    const chart = { name: serviceChart.name, description: "Runs one container.", version, appVersion: version, values };
    const origin = {
      source: "https://github.example.com/acme/charts",
      revision: "0".repeat(40),
      created: daysAgo(days),
    };
    publishChart(registry.store, `charts/${serviceChart.name}`, chart, origin);
  }
  for (const [name, { description, image, versions }] of Object.entries(thirdParty)) {
    for (const [version, days] of Object.entries(versions)) {
      const values = { replicaCount: 1, image: { repository: image, tag: "" } };
      const chart = { name, description, version, appVersion: version, values };
      registry.helm.add(name, version, chartArchive(chart), daysAgo(days));
    }
  }
}

export const bundleOf = (files: Record<string, string>): Files =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([path]) => path.startsWith("platform/"))
      .map(([path, text]) => [path.slice("platform/".length), text]),
  );
