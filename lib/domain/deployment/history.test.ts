import { describe, expect, it } from "vitest";
import { stepInterval } from "./intervals.ts";
import { isRange, parseImage, parseRevision, sameImage, shortName, withoutDigest } from "./revision.ts";
import { heardAt, isStale, kindsOf } from "./staleness.ts";
import type { Status } from "./types.ts";
import { verdictOf } from "./verified.ts";

const minute = 60_000;

function status(more: Partial<Status> = {}): Status {
  return {
    deployment: "d",
    declared: {},
    applied: {},
    running: { version: "1.0.0", since: 1000 },
    runs: "1.0.0",
    health: "healthy",
    tone: "good",
    serving: true,
    suspended: false,
    drift: [],
    since: 1000,
    healthySince: 1000,
    told: [],
    ...more,
  };
}

describe("what ran from when to when", () => {
  it("begins with what was found, from when it is known to have run", () => {
    expect(stepInterval(undefined, status(), 9000)).toEqual({
      opened: { deployment: "d", version: "1.0.0", from: 1000 },
    });
  });

  it("goes on while nothing changes", () => {
    expect(stepInterval({ deployment: "d", version: "1.0.0", from: 1000 }, status(), 9000)).toEqual({});
  });

  it("ends where the next one begins", () => {
    const next = status({ running: { version: "1.1.0", since: 5000 } });
    expect(stepInterval({ deployment: "d", version: "1.0.0", from: 1000 }, next, 9000)).toEqual({
      closed: { deployment: "d", to: 5000 },
      opened: { deployment: "d", version: "1.1.0", from: 5000 },
    });
  });

  it("does not end because nothing was heard", () => {
    const silent = status({ running: {}, runs: undefined, health: "unknown" });
    expect(stepInterval({ deployment: "d", version: "1.0.0", from: 1000 }, silent, 9000)).toEqual({});
  });

  it("ends when it is gone", () => {
    const gone = status({ running: {}, runs: undefined, health: "missing" });
    expect(stepInterval({ deployment: "d", version: "1.0.0", from: 1000 }, gone, 9000)).toEqual({
      closed: { deployment: "d", to: 9000 },
    });
  });

  it("tells a moved tag from the content that it had before", () => {
    const moved = status({ running: { version: "1.0.0", digest: "sha256:b", since: 5000 } });
    expect(
      stepInterval({ deployment: "d", version: "1.0.0", digest: "sha256:a", from: 1000 }, moved, 9000).opened?.digest,
    ).toBe("sha256:b");
  });
});

describe("verified", () => {
  it("is what ran healthy for the hold time on every cluster", () => {
    const seen = [
      { cluster: "eu", status: status({ healthySince: 0 }), stale: false },
      { cluster: "us", status: status({ healthySince: 2 * minute }), stale: false },
    ];
    expect(verdictOf(seen, 10 * minute, 11 * minute)).toEqual({ is: "holding", version: "1.0.0", until: 12 * minute });
    expect(verdictOf(seen, 10 * minute, 12 * minute)).toEqual({ is: "verified", version: "1.0.0", at: 12 * minute });
  });

  it("is not what runs on one cluster only, is not healthy, or has not been heard of", () => {
    const ok = { cluster: "eu", status: status(), stale: false };
    expect(verdictOf([], 0, 0).is).toBe("no");
    expect(
      verdictOf([ok, { cluster: "us", status: status({ runs: "0.9.0" }), stale: false }], 0, minute),
    ).toMatchObject({ sentence: "eu runs 1.0.0, us runs 0.9.0." });
    expect(verdictOf([{ ...ok, stale: true }], 0, minute).is).toBe("no");
    expect(verdictOf([{ ...ok, status: status({ serving: false }) }], 0, minute).is).toBe("no");
  });
});

describe("silence", () => {
  it("makes a status stale after ninety seconds, and at once what was never heard", () => {
    expect([isStale(0, 90_000), isStale(0, 90_001), isStale(undefined, 0)]).toEqual([false, true, true]);
  });

  it("is as long as that of the kind that was heard longest ago", () => {
    const kinds = kindsOf({ object: { kind: "HelmRelease", namespace: "a", name: "b" }, form: "oci-semver" });
    expect(kinds).toContain("OCIRepository");
    expect(heardAt({ HelmRelease: 5, OCIRepository: 3, Deployment: 9, Pod: 9 }, kinds)).toBe(3);
    expect(heardAt({ HelmRelease: 5 }, kinds)).toBeUndefined();
  });
});

describe("revisions and images", () => {
  it("are split on the last @", () => {
    const sha = "0".repeat(40);
    const digest = `sha256:${"a".repeat(64)}`;
    expect(parseRevision(`feature/a@b@sha1:${sha}`)).toEqual({ name: "feature/a@b", commit: sha });
    expect(parseRevision(`1.2.3@${digest}`)).toEqual({ name: "1.2.3", digest });
    expect(parseRevision(digest)).toEqual({ digest });
    expect(parseRevision("6.5.4")).toEqual({ name: "6.5.4" });
    expect(parseRevision(`main/${sha}`)).toEqual({ name: "main", commit: sha });
    expect(parseRevision(undefined)).toEqual({});
    expect(shortName(parseRevision(digest))).toBe("a".repeat(12));
    expect(withoutDigest("1.2.3+0123456789ab")).toBe("1.2.3");
    expect(withoutDigest("1.2.3+build.7")).toBe("1.2.3+build.7");
  });

  it("keep the port of a registry apart from a tag", () => {
    expect(parseImage("registry.example:5000/web")).toEqual({ repository: "registry.example:5000/web" });
    expect(parseImage("registry.example:5000/web:1@sha256:x")).toEqual({
      repository: "registry.example:5000/web",
      tag: "1",
      digest: "sha256:x",
    });
    expect(sameImage("docker.io/library/nginx", "nginx")).toBe(true);
  });

  it("tell a range from a version", () => {
    expect([">=1.0.0 <2.0.0", "1.x", "~1.2", "*", "^1", "1.0.0 || 2.0.0"].every(isRange)).toBe(true);
    expect(["1.0.0", "v1.2.3-rc.1", "20261121.1", "1.2.3-linux", "max"].some(isRange)).toBe(false);
  });
});
