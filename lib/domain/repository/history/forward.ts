import { brokenOn } from "../adopt/adopt.ts";
import type { Adoption } from "../adopt/types.ts";
import type { Commit, Stretch } from "./back.ts";
import { isOn } from "./followed.ts";

/** What is declared at present, by deployment, and since when. */
export type Open = ReadonlyMap<string, { version: string; from: number }>;

export type Pushed = { closed: { deployment: string; to: number }[]; opened: Stretch[] };

/** What a new commit ends and begins. Where a cluster does not build, what is missing there is not known, and nothing ends. */
export function pushed(open: Open, adoption: Adoption, { commit, author, at }: Commit): Pushed {
  const broken = [...brokenOn(adoption)];
  const declared = new Map(adoption.deployments.map((each) => [each.id, each]));
  const after = (id: string) => Math.max(at, (open.get(id)?.from ?? 0) + 1);
  const closed = [...open].flatMap(([id, { version }]) => {
    const now = declared.get(id);
    const isUnknown = !now && broken.some((cluster) => isOn(cluster, id));
    return now?.version === version || isUnknown ? [] : [{ deployment: id, to: after(id) }];
  });
  const opened = [...declared].flatMap(([id, { service, environment, cluster, version }]) =>
    open.get(id)?.version === version
      ? []
      : [{ deployment: id, service, environment, cluster, version, from: after(id), commit, author }],
  );
  return { closed, opened };
}
