// Every fault that a cluster can have, in one file of more than 300 lines: they share one scripted cluster and are read together.
// Long, because one scripted API server serves every sentence about lists and watches.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  bookmark,
  errorEvent,
  event,
  listOf,
  quiet,
  RecordingSink,
  refusing,
  ScriptedCluster,
  says,
  saysAndEnds,
  thing,
} from "../../../test/scripted-cluster.ts";
import type { Connection } from "../../domain/cluster/connection.ts";
import type { Watch } from "../../ports/clusters.ts";
import { type FluxClustersOptions, fluxClusters } from "./clusters.ts";

const fast = {
  silence: 60_000,
  heard: 0,
  watch: 60_000,
  firstRetry: 2,
  mostRetry: 20,
  deniedRetry: 10,
  firstAbsentRetry: 2,
  absentRetry: 10,
};

let cluster: ScriptedCluster;
let connection: Connection;
let sink: RecordingSink;
let watch: Watch | undefined;

beforeEach(async () => {
  cluster = new ScriptedCluster();
  connection = await cluster.start();
  sink = new RecordingSink();
});

afterEach(async () => {
  await watch?.stop();
  await cluster.close();
  watch = undefined;
});

function follow(options: FluxClustersOptions = {}): void {
  const clusters = fluxClusters({
    kinds: ["Kustomization"],
    random: () => 0.5,
    ...options,
    timing: { ...fast, ...options.timing },
  });
  watch = clusters.watch(connection, sink);
}

function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 3 });
}

describe("the first look", () => {
  it("reads page after page and says at the end that this is all", async () => {
    cluster.lists.push(listOf([thing("a", "1"), thing("b", "2")], "10", "more"), listOf([thing("c", "3")], "10"));
    follow();
    await eventually(() => expect(sink.completes).toBe(1));
    expect(sink.names).toEqual(["a", "b", "c"]);
    expect(sink.batches.findLast((b) => b.complete)?.complete?.present).toHaveLength(3);
    expect(cluster.listed.map((a) => a.query.get("continue"))).toEqual([null, "more"]);
    expect(cluster.listed[0]?.query.get("limit")).toBe("500");
    await eventually(() => expect(cluster.watched[0]?.query.get("resourceVersion")).toBe("10"));
    expect(cluster.watched[0]?.query.get("allowWatchBookmarks")).toBe("true");
  });

  it("begins anew when the token of a page has expired", async () => {
    cluster.lists.push(
      listOf([thing("a", "1")], "10", "more"),
      refusing(410, "Expired", "The provided continue parameter is too old"),
      listOf([thing("a", "1"), thing("b", "2")], "11"),
    );
    follow();
    await eventually(() => expect(sink.completes).toBe(1));
    expect(sink.names).toEqual(["a", "b"]);
    expect(sink.upserts).toEqual(["a@1", "b@2"]);
  });

  it("does not believe an empty answer before it has asked twice", async () => {
    cluster.lists.push(listOf([], "10"), listOf([thing("a", "1")], "11"));
    follow();
    await eventually(() => expect(sink.completes).toBe(1));
    expect(sink.names).toEqual(["a"]);
  });

  it("says so where the kind is not served, and finds it when Flux is installed", async () => {
    cluster.served = false;
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    follow();
    await eventually(() => expect(sink.states.at(-1)).toMatchObject({ state: "not-served" }));
    cluster.served = true;
    await eventually(() => expect(sink.names).toEqual(["a"]));
  });

  it("finds soon again what is not served for a moment, as while an API server starts", async () => {
    const unknown = refusing(404, "NotFound", "the server could not find the requested resource");
    cluster.lists.push(listOf([thing("a", "1")], "10"), unknown, listOf([thing("a", "1"), thing("b", "2")], "12"));
    follow({ timing: { absentRetry: 3_600_000 } });
    await eventually(() => expect(sink.names).toEqual(["a"]));
    cluster.served = false;
    watch?.lookAgain();
    await eventually(() => expect(sink.states.at(-1)).toMatchObject({ state: "not-served" }));
    cluster.served = true;
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
  });
});

describe("a watch", () => {
  it("brings what is added, changed and deleted", async () => {
    cluster.lists.push(listOf([thing("a", "1"), thing("b", "2")], "10"));
    cluster.watches.push(
      says(
        event("ADDED", thing("c", "11")),
        event("MODIFIED", thing("a", "12", { path: "./new" })),
        event("DELETED", thing("b", "13")),
      ),
    );
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "c"]));
    expect(sink.believed.get("Kustomization/apps/a")?.kustomization?.path).toBe("./new");
  });

  it("passes on nothing when only fields have changed that we do not read", async () => {
    const noisy = (version: string) => {
      const object = thing("a", version) as { metadata: object };
      return { ...object, metadata: { ...object.metadata, labels: { version } } };
    };
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push(
      says(
        event("MODIFIED", noisy("11")),
        bookmark("12"),
        event("MODIFIED", noisy("13")),
        event("ADDED", thing("b", "14")),
      ),
      quiet(),
    );
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
    // The first news is passed on unseen: a list does not look into what is new.
    expect(sink.upserts.filter((u) => u.startsWith("a"))).toHaveLength(2);
  });

  it("says the same object twice and it arrives once", async () => {
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push(
      says(event("ADDED", thing("b", "11")), event("ADDED", thing("b", "11")), event("ADDED", thing("c", "12"))),
    );
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "b", "c"]));
    expect(sink.upserts).toEqual(["a@1", "b@11", "c@12"]);
  });

  it("goes on from the last bookmark when the server ends it", async () => {
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push(saysAndEnds(bookmark("42")), quiet());
    follow();
    await eventually(() => expect(cluster.watched.map((w) => w.query.get("resourceVersion"))).toEqual(["10", "42"]));
    expect(cluster.listed).toHaveLength(1);
  });

  it("takes a bookmark for a sign of life", async () => {
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push(says(bookmark("42")));
    follow();
    await eventually(() =>
      expect(sink.batches.filter((b) => b.upserts.length === 0 && !b.complete).length).toBeGreaterThan(0),
    );
  });

  it("is opened anew when it has been silent for too long, though the connection stands", async () => {
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push(says(bookmark("11")), says(event("ADDED", thing("b", "12"))));
    follow({ timing: { silence: 40 } });
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
    expect(cluster.watched.slice(0, 2).map((w) => w.query.get("resourceVersion"))).toEqual(["10", "11"]);
    expect(cluster.listed).toHaveLength(1);
  });

  it("lists again after 410 and finds what was deleted meanwhile, telling only the difference", async () => {
    cluster.lists.push(
      listOf([thing("a", "1"), thing("b", "2")], "10"),
      listOf([thing("a", "1"), thing("c", "20")], "30"),
    );
    cluster.watches.push(says(errorEvent(410, "Expired", "too old resource version: 10 (25)")), quiet());
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "c"]));
    expect(sink.upserts).toEqual(["a@1", "b@2", "c@20"]);
    expect(sink.batches.findLast((b) => b.complete)?.complete?.present).toEqual([
      "Kustomization/apps/a",
      "Kustomization/apps/c",
    ]);
  });

  it("lists again when the server refuses to go on from there", async () => {
    cluster.lists.push(listOf([thing("a", "1")], "10"), listOf([thing("a", "1"), thing("b", "20")], "30"));
    cluster.watches.push(refusing(410, "Expired", "too old"), quiet());
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
    await eventually(() => expect(cluster.watched.at(-1)?.query.get("resourceVersion")).toBe("30"));
  });

  it("counts a line that cannot be read and lists again, so that nothing is missed", async () => {
    const malformed = vi.fn();
    cluster.lists.push(listOf([thing("a", "1")], "10"), listOf([thing("a", "1"), thing("b", "11")], "12"));
    cluster.watches.push(says('{"type":"ADDED","object":{"metadata":{"na\n'), quiet());
    follow({ malformed });
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
    expect(malformed).toHaveBeenCalledWith("one", "Kustomization");
  });

  it("reads a letter whose bytes come in two pieces", async () => {
    const line = Buffer.from(`${JSON.stringify(event("ADDED", thing("b", "11", { path: "./größe/日本" })))}\n`);
    const cut = line.indexOf(Buffer.from("ö")) + 1;
    cluster.lists.push(listOf([thing("a", "1")], "10"));
    cluster.watches.push((response, asked) => {
      says(line.subarray(0, cut))(response, asked);
      setImmediate(() => response.write(line.subarray(cut)));
    });
    follow();
    await eventually(() => expect(sink.believed.get("Kustomization/apps/b")?.kustomization?.path).toBe("./größe/日本"));
  });
});

describe("trouble", () => {
  it("keeps what it knows while the cluster answers nonsense, and goes on afterwards", async () => {
    cluster.lists.push(
      listOf([thing("a", "1")], "10"),
      (response) =>
        response.writeHead(200).end('{"kind":"KustomizationList","metadata":{"resourceVersion":"11"},"items":['),
      (response) => response.writeHead(200).end('{"kind":"Status"}'),
      refusing(500, "InternalError", "etcdserver: leader changed"),
      listOf([thing("b", "12")], "13"),
    );
    cluster.watches.push(says(errorEvent(410, "Gone", "gone")), quiet());
    follow();
    await eventually(() => expect(sink.names).toEqual(["b"]));
    expect(sink.completes).toBe(2);
    expect(sink.states.map((s) => s.state)).toContain("unreachable");
    expect(sink.states.at(-1)?.state).toBe("listening");
  });

  it("says who does not permit it, and takes up again when it is permitted", async () => {
    const message = 'kustomizations is forbidden: User "viewer" cannot list resource "kustomizations"';
    cluster.lists.push(refusing(403, "Forbidden", message), listOf([thing("a", "1")], "10"));
    follow();
    await eventually(() => expect(sink.names).toEqual(["a"]));
    const denied = sink.states.find((s) => s.state === "denied");
    expect(denied?.sentence).toContain('User "viewer" cannot list');
  });

  it("says that a credential is not accepted any more", async () => {
    cluster.lists.push(refusing(401, "Unauthorized", "Unauthorized"));
    follow();
    await eventually(() => expect(sink.states.at(-1)).toMatchObject({ state: "denied" }));
    expect(sink.states.at(-1)?.sentence).toBe(
      "one does not accept this credential (401): it is wrong, expired or revoked.",
    );
  });

  it("does not follow a redirect with its token", async () => {
    cluster.lists.push((response) => response.writeHead(302, { location: "/elsewhere" }).end());
    follow();
    await eventually(() => expect(sink.states.at(-1)?.sentence).toContain("redirects are not followed"));
    expect(cluster.asked.map((a) => a.path)).not.toContain("/elsewhere");
  });

  it("brings everything again that could not be stored", async () => {
    sink.failing = 1;
    cluster.lists.push(listOf([thing("a", "1"), thing("b", "2")], "10"));
    follow();
    await eventually(() => expect(sink.names).toEqual(["a", "b"]));
  });

  it("of one cluster does not hold up another, even with a single slot", async () => {
    const other = new ScriptedCluster();
    const there = await other.start();
    // Never answers: the request hangs.
    cluster.lists.push(() => undefined);
    other.lists.push(listOf([thing("a", "1")], "10"));
    const clusters = fluxClusters({ kinds: ["Kustomization"], parallel: 1, timing: fast });
    const heard = new RecordingSink();
    const first = clusters.watch(connection, sink);
    await eventually(() => expect(cluster.asked).toHaveLength(1));
    const second = clusters.watch(there, heard);
    await eventually(() => expect(heard.names).toEqual(["a"]));
    await Promise.all([first.stop(), second.stop()]);
    await other.close();
  });
});

it("looks again at once when somebody presses the button", async () => {
  cluster.lists.push(listOf([thing("a", "1")], "10"), listOf([thing("a", "1"), thing("b", "2")], "11"));
  follow();
  await eventually(() => expect(cluster.watched).toHaveLength(1));
  watch?.lookAgain("Kustomization");
  await eventually(() => expect(sink.names).toEqual(["a", "b"]));
});

it("stops when it is told to, also in the middle of a watch", async () => {
  cluster.lists.push(listOf([thing("a", "1")], "10"));
  follow();
  await eventually(() => expect(cluster.watched).toHaveLength(1));
  await watch?.stop();
  watch?.lookAgain();
  await new Promise((resolve) => setImmediate(resolve));
  expect(cluster.listed).toHaveLength(1);
});
