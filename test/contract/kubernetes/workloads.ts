import { expect, it } from "vitest";
import type { Json } from "./client.ts";
import { condition, deployment, type Ground } from "./ground.ts";

const revision = "deployment.kubernetes.io/revision";

function pathsIn(space: string) {
  return {
    deployments: `/apis/apps/v1/namespaces/${space}/deployments`,
    sets: `/apis/apps/v1/namespaces/${space}/replicasets`,
    pods: `/api/v1/namespaces/${space}/pods`,
    events: `/api/v1/namespaces/${space}/events`,
  };
}

const complete = (body: Json) =>
  body.status?.observedGeneration === body.metadata.generation &&
  body.status.updatedReplicas === body.spec.replicas &&
  body.status.replicas === body.spec.replicas &&
  body.status.availableReplicas === body.spec.replicas;

const image = (version: string) => ({
  spec: { template: { spec: { containers: [{ name: "web", image: `example/web:${version}` }] } } },
});

export function workloadContract(ground: () => Ground): void {
  it("rolls a Deployment out pod by pod and back", { timeout: 120_000 }, async () => {
    const { client, space } = ground();
    const { deployments, sets, pods, events } = pathsIn(await space());
    await client.post(deployments, deployment("web", "example/web:1.0.0"));
    const first = await client.until(`${deployments}/web`, complete);
    expect(first.metadata.annotations[revision]).toBe("1");
    expect(condition(first, "Available")).toMatchObject({ status: "True", reason: "MinimumReplicasAvailable" });
    expect(condition(first, "Progressing")).toMatchObject({ status: "True", reason: "NewReplicaSetAvailable" });

    const listed = (await client.get(sets)).body;
    const after = `resourceVersion=${listed.metadata.resourceVersion}&timeoutSeconds=60`;
    const watching = await client.watch(`${deployments}?${after}`);
    const scaling = await client.watch(`${sets}?${after}`);
    await client.merge(`${deployments}/web`, image("1.1.0"));
    const seen = await watching.until(({ object }) => object.metadata.generation === 2 && complete(object));
    watching.close();
    for (const { object } of seen) expect(object.status.availableReplicas).toBeGreaterThanOrEqual(2);
    // How many it asked for at once: what a Deployment's status counts comes late, from each set at another time.
    const asked = new Map<string, number>(listed.items.map((set: Json) => [set.metadata.name, set.spec.replicas]));
    await scaling.until(({ object }) => {
      asked.set(object.metadata.name, object.spec.replicas);
      const all = [...asked.values()];
      expect(all.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(3);
      return all.length === 2 && all.includes(0);
    });
    scaling.close();
    const second = (await client.get(`${deployments}/web`)).body;
    expect(second.metadata.annotations[revision]).toBe("2");

    const { items } = (await client.get(sets)).body;
    expect(items).toHaveLength(2);
    const fresh = items.find((set: Json) => set.metadata.annotations[revision] === "2");
    expect(fresh.metadata.ownerReferences[0]).toMatchObject({ kind: "Deployment", name: "web", controller: true });
    expect(fresh.metadata.name).toBe(`web-${fresh.metadata.labels["pod-template-hash"]}`);
    const running = await client.until(pods, (body) => body.items.length === 2);
    for (const pod of running.items) {
      expect(pod.spec.containers[0].image).toBe("example/web:1.1.0");
      expect(pod.metadata.ownerReferences[0]).toMatchObject({ kind: "ReplicaSet", name: fresh.metadata.name });
      expect(pod.status.phase).toBe("Running");
      expect(pod.status.containerStatuses[0]).toMatchObject({
        ready: true,
        image: "example/web:1.1.0",
        restartCount: 0,
      });
      expect(pod.spec.nodeName).toEqual(expect.any(String));
    }

    await client.merge(`${deployments}/web`, image("1.0.0"));
    const back = await client.until(`${deployments}/web`, (body) => body.metadata.generation === 3 && complete(body));
    expect(back.metadata.annotations[revision]).toBe("3");
    expect((await client.get(sets)).body.items).toHaveLength(2);
    const told = (
      await client.get(`${events}?fieldSelector=involvedObject.kind%3DDeployment,involvedObject.name%3Dweb`)
    ).body;
    expect(told.items.map((event: Json) => event.reason)).toContain("ScalingReplicaSet");
    expect(told.items[0].message).toMatch(/^Scaled up replica set web-\S+ from 0 to 2$/);
  });

  it("keeps the old pods while the new ones do not become ready", { timeout: 120_000 }, async () => {
    const { client, space } = ground();
    const { deployments, pods } = pathsIn(await space());
    await client.post(deployments, deployment("web", "example/web:1.0.0", { progressDeadlineSeconds: 3 }));
    await client.until(`${deployments}/web`, complete);
    await client.merge(`${deployments}/web`, image("missing-1.1.0"));
    const stuck = await client.until(`${deployments}/web`, (body) => condition(body, "Progressing").status === "False");
    expect(condition(stuck, "Progressing").reason).toBe("ProgressDeadlineExceeded");
    expect(condition(stuck, "Available").status).toBe("True");
    expect(stuck.status).toMatchObject({
      replicas: 3,
      updatedReplicas: 1,
      availableReplicas: 2,
      unavailableReplicas: 1,
    });
    const { items } = (await client.get(pods)).body;
    const sick = items.find((pod: Json) => pod.spec.containers[0].image.includes("missing"));
    expect(sick.status).toMatchObject({
      phase: "Pending",
      containerStatuses: [{ state: { waiting: { reason: "ImagePullBackOff" } } }],
    });
    await client.merge(`${deployments}/web`, image("1.2.0"));
    await client.until(`${deployments}/web`, complete);
  });

  it.each([
    [
      "broken",
      {
        phase: "Running",
        containerStatuses: [{ restartCount: 3, state: { waiting: { reason: "CrashLoopBackOff" } } }],
      },
    ],
    ["unready", { phase: "Running", containerStatuses: [{ ready: false, state: { running: {} } }] }],
  ])("plays a pod that is %s", async (word, status) => {
    const { client, space } = ground();
    const { pods } = pathsIn(await space());
    await client.post(pods, {
      metadata: { name: "a" },
      spec: { containers: [{ name: "web", image: `example/web:${word}` }] },
    });
    const pod = await client.until(`${pods}/a`, (body) => body.status.phase === "Running");
    expect(pod.status).toMatchObject(status);
    expect(condition(pod, "Ready").status).toBe("False");
  });

  it("takes a Deployment's sets and pods away with it", { timeout: 60_000 }, async () => {
    const { client, space } = ground();
    const { deployments, sets, pods } = pathsIn(await space());
    await client.post(deployments, deployment("web", "example/web:1.0.0"));
    await client.until(`${deployments}/web`, complete);
    await client.delete(`${deployments}/web`);
    await client.until(sets, (body) => body.items.length === 0);
    await client.until(pods, (body) => body.items.length === 0);
  });

  it("recreates when told to: never two versions at once", { timeout: 120_000 }, async () => {
    const { client, space } = ground();
    const { deployments, pods } = pathsIn(await space());
    await client.post(
      deployments,
      deployment("web", "example/web:1.0.0", { replicas: 1, strategy: { type: "Recreate" } }),
    );
    await client.until(`${deployments}/web`, complete);
    await client.merge(`${deployments}/web`, image("1.1.0"));
    await client.until(`${deployments}/web`, (body) => body.metadata.generation === 2 && complete(body));
    const { items } = (await client.get(pods)).body;
    expect(items.map((pod: Json) => pod.spec.containers[0].image)).toEqual(["example/web:1.1.0"]);
  });

  it("numbers the pods of a StatefulSet and replaces them", { timeout: 120_000 }, async () => {
    const { client, space } = ground();
    const name = await space();
    const path = `/apis/apps/v1/namespaces/${name}/statefulsets`;
    const { strategy: _strategy, ...spec } = deployment("db", "example/db:1.0.0").spec;
    await client.post(path, { metadata: { name: "db" }, spec: { ...spec, serviceName: "db" } });
    const done = (body: Json) =>
      body.status.readyReplicas === 2 &&
      body.status.updatedReplicas === 2 &&
      body.status.currentRevision === body.status.updateRevision;
    await client.until(`${path}/db`, done);
    const pods = `/api/v1/namespaces/${name}/pods`;
    expect((await client.get(pods)).body.items.map((pod: Json) => pod.metadata.name)).toEqual(["db-0", "db-1"]);
    const changed = await client.merge(`${path}/db`, {
      spec: { template: { spec: { containers: [{ name: "web", image: "example/db:2.0.0" }] } } },
    });
    await client.until(
      `${path}/db`,
      (body) => body.status.observedGeneration === changed.body.metadata.generation && done(body),
    );
    const { items } = (await client.get(pods)).body;
    expect(items.map((pod: Json) => pod.spec.containers[0].image)).toEqual(["example/db:2.0.0", "example/db:2.0.0"]);
  });

  it("runs a DaemonSet on every node and a Job to its end", { timeout: 60_000 }, async () => {
    const { client, space } = ground();
    const name = await space();
    const nodes = (await client.get("/api/v1/nodes")).body.items.length;
    const { selector, template } = deployment("agent", "example/agent:1.0.0").spec;
    const sets = `/apis/apps/v1/namespaces/${name}/daemonsets`;
    await client.post(sets, { metadata: { name: "agent" }, spec: { selector, template } });
    const running = await client.until(`${sets}/agent`, (body) => body.status.numberAvailable === nodes);
    expect(running.status).toMatchObject({ desiredNumberScheduled: nodes, numberReady: nodes, numberMisscheduled: 0 });
    const jobs = `/apis/batch/v1/namespaces/${name}/jobs`;
    const job = { restartPolicy: "Never", containers: [{ name: "once", image: "example/once:1.0.0" }] };
    await client.post(jobs, { metadata: { name: "once" }, spec: { template: { spec: job } } });
    const ended = await client.until(`${jobs}/once`, (body) => condition(body, "Complete")?.status === "True");
    expect(ended.status.succeeded).toBe(1);
  });

  it("keeps an autoscaler as it is written", async () => {
    const { client, space } = ground();
    const path = `/apis/autoscaling/v2/namespaces/${await space()}/horizontalpodautoscalers`;
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "web" };
    const { status, body } = await client.post(path, {
      metadata: { name: "web" },
      spec: { scaleTargetRef, maxReplicas: 5 },
    });
    expect({ status, spec: body.spec }).toMatchObject({
      status: 201,
      spec: { scaleTargetRef, maxReplicas: 5, minReplicas: 1 },
    });
  });
}
