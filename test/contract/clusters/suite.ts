import { randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { fluxClusters } from "../../../lib/adapters/flux/clusters.ts";
import type { Connection } from "../../../lib/domain/cluster/connection.ts";
import { parseKubeconfig } from "../../../lib/domain/cluster/kubeconfig.ts";
import type { Watch } from "../../../lib/ports/clusters.ts";
import { Rejected, Unavailable } from "../../../lib/ports/failures.ts";
import { RecordingSink } from "../../scripted-cluster.ts";
import { deployment, type Ground, groundOn, kustomization, kustomizations } from "../kubernetes/ground.ts";
import type { Connected } from "../kubernetes/suite.ts";
import { offeredAccess } from "./access.ts";

const fast = {
  silence: 60_000,
  heard: 0,
  watch: 60_000,
  firstRetry: 20,
  mostRetry: 200,
  deniedRetry: 50,
  firstAbsentRetry: 20,
  absentRetry: 500,
};

/** What the core is promised of clusters (lib/ports/clusters.ts), over a real API. */
export function clustersContract(name: string, connect: () => Promise<Connected>): void {
  describe(`clusters, on ${name}`, () => {
    const clusters = fluxClusters({ timing: fast });
    let connected: Connected | undefined;
    let ground: Ground;
    let connection: Connection;
    let watch: Watch | undefined;

    beforeAll(async () => {
      connected = await connect();
      ground = groundOn(connected.kubeconfig);
      const parsed = parseKubeconfig({ id: "one", text: connected.kubeconfig });
      if (!parsed.ok) throw new Error(parsed.sentence);
      connection = parsed.value;
    }, 16 * 60_000);

    afterEach(async () => {
      await watch?.stop();
      watch = undefined;
    });

    afterAll(async () => {
      await ground?.leave();
      await connected?.close();
    });

    const follow = () => {
      const sink = new RecordingSink();
      watch = clusters.watch(connection, sink);
      return sink;
    };
    const eventually = (check: () => void) => vi.waitFor(check, { timeout: 30_000, interval: 20 });
    const seen = (sink: RecordingSink, space: string) =>
      [...sink.believed.values()].filter((o) => o.namespace === space && o.kind === "Kustomization").map((o) => o.name);

    it("a check finds Flux, its kinds and what may be read", async () => {
      const check = await clusters.check(connection);
      expect(check).toMatchObject({ reachable: true, version: expect.stringMatching(/^v1\./) });
      expect(check.kinds.find((k) => k.kind === "HelmRelease")?.apiVersion).toBe("helm.toolkit.fluxcd.io/v2");
      expect(check.findings.filter((f) => f.tone !== "good")).toEqual([]);
    });

    it("a check with a wrong token says so", async () => {
      const check = await clusters.check({ ...connection, credential: { by: "token", token: "wrong" } });
      expect(check.findings.find((f) => f.tone === "bad")?.sentence).toMatch(
        /does not accept this credential|does not know this credential/,
      );
    });

    it("a check of an address where nothing listens says so", async () => {
      const check = await clusters.check({ ...connection, server: "https://127.0.0.1:1" });
      expect(check).toMatchObject({
        reachable: false,
        findings: [{ tone: "bad", sentence: `${connection.name} does not answer: nothing listens at its address.` }],
      });
    });

    it("a watch brings what was there, what comes, what changes and what goes", async () => {
      const space = await ground.space();
      await ground.client.post(kustomizations(space), kustomization("before"));
      const sink = follow();
      await eventually(() => expect(seen(sink, space)).toEqual(["before"]));
      await ground.client.post(kustomizations(space), kustomization("after", { path: "./größe" }));
      await eventually(() => expect(seen(sink, space)).toEqual(["before", "after"]));
      expect(sink.believed.get(`Kustomization/${space}/after`)?.kustomization).toMatchObject({ path: "./größe" });
      await ground.client.delete(`${kustomizations(space)}/before`);
      await eventually(() => expect(seen(sink, space)).toEqual(["after"]));
      await eventually(() =>
        expect(new Set(sink.states.filter((s) => s.state === "listening").map((s) => s.kind)).size).toBe(12),
      );
    });

    it("a new list tells nothing again that has not changed", async () => {
      const space = await ground.space();
      await ground.client.post(kustomizations(space), kustomization("still"));
      const sink = follow();
      await eventually(() => expect(seen(sink, space)).toEqual(["still"]));
      const lists = () => sink.batches.filter((b) => b.kind === "Kustomization" && b.complete).length;
      await eventually(() => expect(lists()).toBe(1));
      watch?.lookAgain("Kustomization");
      await eventually(() => expect(lists()).toBe(2));
      const told = sink.batches
        .flatMap((b) => b.upserts)
        .filter((o) => o.namespace === space && o.kind === "Kustomization");
      expect(told).toHaveLength(1);
    });

    it("a workload's pods are known by their workload", async () => {
      const space = await ground.space();
      const sink = follow();
      await ground.client.post(
        `/apis/apps/v1/namespaces/${space}/deployments`,
        deployment("web", "registry.example/web:1.0.0"),
      );
      await eventually(() => {
        const pods = [...sink.believed.values()].filter((o) => o.namespace === space && o.kind === "Pod");
        expect(pods).toHaveLength(2);
        for (const pod of pods) expect(pod.pod?.owner).toEqual({ kind: "Deployment", namespace: space, name: "web" });
        expect(sink.believed.get(`Deployment/${space}/web`)?.workload).toMatchObject({ replicas: 2 });
      });
    });

    it("reconcile now writes Flux's annotation, and suspend and resume its field", async () => {
      const space = await ground.space();
      await ground.client.post(kustomizations(space), kustomization("one"));
      const ref = { kind: "Kustomization", namespace: space, name: "one" };
      const asked = `now-${randomBytes(4).toString("hex")}`;
      await clusters.reconcile(connection, ref, asked);
      await clusters.suspend(connection, ref, true);
      const sink = follow();
      const read = () => sink.believed.get(`Kustomization/${space}/one`);
      await eventually(() => expect(read()).toMatchObject({ requestedAt: asked, suspended: true }));
      await clusters.suspend(connection, ref, false);
      await eventually(() => expect(read()?.suspended).toBeUndefined());
      const { body } = await ground.client.get(`${kustomizations(space)}/one`);
      expect(body.spec).not.toHaveProperty("suspend");
    });

    it("what is not there is refused, and what does not answer is unavailable", async () => {
      const ref = { kind: "Kustomization", namespace: "default", name: "nowhere" };
      await expect(clusters.reconcile(connection, ref, "x")).rejects.toBeInstanceOf(Rejected);
      await expect(
        clusters.reconcile({ ...connection, server: "https://127.0.0.1:1" }, ref, "x"),
      ).rejects.toBeInstanceOf(Unavailable);
    });

    it("events of an object come newest first", async () => {
      const space = await ground.space();
      const involvedObject = { kind: "Kustomization", namespace: space, name: "one" };
      for (const [i, reason] of ["First", "Second"].entries()) {
        const at = new Date(Date.UTC(2026, 10, 21, 12, i)).toISOString().replace(".000", "");
        const { status } = await ground.client.post(`/api/v1/namespaces/${space}/events`, {
          metadata: { name: `one.${i}` },
          involvedObject,
          reason,
          message: `it is ${reason}`,
          type: "Normal",
          lastTimestamp: at,
          firstTimestamp: at,
          count: 1,
        });
        expect(status).toBe(201);
      }
      const events = await clusters.events(connection, involvedObject);
      expect(events.map((e) => e.reason)).toEqual(["Second", "First"]);
    });

    offeredAccess(() => ({ ground, kubeconfig: connected?.kubeconfig ?? "" }));
  });
}
