import { createHash } from "node:crypto";
import type { Files } from "../registry/tar.ts";
import type { Artifact } from "./objects.ts";

/** What source-controller keeps in its storage: here in memory, by the source's kind, namespace and name. */
export type Stored = { revision: string; files: Files };
export type Artifacts = ReturnType<typeof openArtifacts>;

export function openArtifacts() {
  const stored = new Map<string, Stored>();
  return {
    get: (kind: string, namespace: string, name: string) => stored.get(`${kind}/${namespace}/${name}`),
    set: (kind: string, namespace: string, name: string, artifact: Stored) =>
      void stored.set(`${kind}/${namespace}/${name}`, artifact),
    remove: (kind: string, namespace: string, name: string) => void stored.delete(`${kind}/${namespace}/${name}`),
  };
}

const HOST = "http://source-controller.flux-system.svc.cluster.local.";

/** `file` is the name below the source's own folder. */
export function describeArtifact(folder: string, file: string, revision: string, files: Files, now: Date): Artifact {
  const hash = createHash("sha256");
  let size = 0;
  for (const name of Object.keys(files).sort()) {
    hash
      .update(name)
      .update("\0")
      .update(files[name] ?? "");
    size += (files[name] ?? "").length;
  }
  const path = `${folder}/${file}`;
  const lastUpdateTime = now.toISOString().replace(/\.\d+Z$/, "Z");
  return { digest: `sha256:${hash.digest("hex")}`, lastUpdateTime, path, revision, size, url: `${HOST}/${path}` };
}

export const latestUrl = (folder: string, file: string): string => `${HOST}/${folder}/${file}`;
