import type { Route } from "../http/router.ts";
import { appRoutes } from "./apps.ts";
import { branchRoutes } from "./branches.ts";
import { checkRoutes } from "./checks.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { gitObjectRoutes } from "./git-objects.ts";
import { gitRefRoutes } from "./git-refs.ts";
import { hookRoutes } from "./hooks.ts";
import { issueRoutes } from "./issues.ts";
import { metaRoutes } from "./meta.ts";
import { organizationRoutes } from "./organizations.ts";
import { protectionRoutes } from "./protection.ts";
import { pullMergeRoutes } from "./pull-merge.ts";
import { pullRoutes } from "./pulls.ts";
import { releaseRoutes } from "./releases.ts";
import { repositoryRoutes } from "./repositories.ts";
import { reviewRoutes } from "./reviews.ts";
import { statusRoutes } from "./statuses.ts";
import { userRoutes } from "./users.ts";

/** In this order they are tried: what has more behind a name with slashes comes before the name itself. */
export const routes: Route[] = [
  ...metaRoutes,
  ...userRoutes,
  ...organizationRoutes,
  ...appRoutes,
  ...repositoryRoutes,
  ...contentRoutes,
  ...gitRefRoutes,
  ...gitObjectRoutes,
  ...protectionRoutes,
  ...branchRoutes,
  ...statusRoutes,
  ...checkRoutes,
  ...commitRoutes,
  ...reviewRoutes,
  ...pullMergeRoutes,
  ...pullRoutes,
  ...issueRoutes,
  ...releaseRoutes,
  ...hookRoutes,
];
