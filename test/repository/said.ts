import { adopt, composedOf } from "../../lib/domain/repository/adopt/adopt.ts";
import { type Applied, keyOf } from "../../lib/domain/repository/adopt/applied.ts";
import { targetOf } from "../../lib/domain/repository/adopt/deployments.ts";
import { guardRails } from "../../lib/domain/repository/adopt/rails.ts";
import type { Corrections } from "../../lib/domain/repository/adopt/types.ts";
import { toPlain } from "../../lib/domain/repository/objects.ts";
import { renderRepository } from "../../lib/domain/repository/render.ts";
import type { Repository } from "../../lib/domain/repository/types.ts";

/** Everything that a reading says, and everything that it was made of. */
export function said(repository: Repository, corrections: Corrections = {}) {
  const adoption = adopt(repository, { corrections });
  return {
    adoption,
    rails: guardRails(repository, adoption),
    rendered: renderRepository(repository),
    targets: adoption.deployments.map((each) => targetOf(each)?.path),
    applied: composedOf(adoption).map(({ cluster, applied, byKey, isBroken }) => ({
      cluster,
      isBroken,
      applied: applied.map(({ object, by, to, suspended }) => ({
        plain: toPlain(object),
        layers: object.layers,
        by,
        to,
        suspended,
      })),
      found: applied.map(({ object }) =>
        applied.indexOf(byKey.get(keyOf(object.kind, object.namespace, object.name)) as Applied),
      ),
    })),
  };
}
