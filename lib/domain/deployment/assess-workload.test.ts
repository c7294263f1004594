import { describe, expect, it } from "vitest";
import { assessWorkload } from "./assess-workload.ts";
import type { Condition, Observation, WorkloadFacts } from "./observation.ts";

const minute = 60_000;
const quota = 'pods "web-7d9" is forbidden: exceeded quota: few, requested: pods=1, used: pods=2, limited: pods=2';

function web(facts: Partial<WorkloadFacts>, conditions: Partial<Condition>[] = []): Observation {
  return {
    cluster: "one",
    kind: "Deployment",
    namespace: "web",
    name: "web",
    uid: "u",
    resourceVersion: "1",
    generation: 2,
    observedGeneration: 2,
    createdAt: 0,
    conditions: conditions.map((each) => ({
      type: "Available",
      status: "True" as const,
      reason: "",
      message: "",
      since: 0,
      ...each,
    })),
    workload: { containers: [], replicas: 3, current: 3, updated: 3, ready: 3, available: 3, ...facts },
  };
}

const failure = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: quota } as const;

describe("pods that cannot be made", () => {
  it("are a failure with its reason when a minute has not helped", () => {
    const short = web({ current: 2, updated: 2, ready: 2, available: 2 }, [failure]);
    expect(assessWorkload(short, [], minute - 1)).toMatchObject({ tone: "wait", until: minute, message: quota });
    expect(assessWorkload(short, [], minute)).toMatchObject({
      tone: "bad",
      sentence: "web: pods cannot be made",
      message: quota,
    });
  });

  it("hold a rollout though what ran before is still there", () => {
    const held = web({ current: 3, updated: 0, ready: 3, available: 3 }, [failure]);
    expect(assessWorkload(held, [], minute)).toMatchObject({ tone: "bad", message: quota });
  });

  it("are no matter where all that is wanted is there", () => {
    expect(assessWorkload(web({}, [failure]), [], minute).tone).toBe("good");
    expect(assessWorkload(web({}, [{ ...failure, status: "False" }]), [], minute).tone).toBe("good");
  });
});

it.each([
  [1, "web: its pod is ready"],
  [3, "web: all 3 pods are ready"],
])("%i pods that are ready are told as people count them", (count, sentence) => {
  const all = { replicas: count, current: count, updated: count, ready: count, available: count };
  expect(assessWorkload(web(all), [], minute)).toMatchObject({ tone: "good", sentence });
});
