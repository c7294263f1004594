/**
 * What a person sees in each of the recorded situations, step by step: what runs → what
 * is wanted | health | sentence. Read line by line and held against what one would
 * expect of a board, not taken over from a run. A service that is not named in a
 * situation must not change in it: no flicker, no neighbour's trouble.
 */
export const expected: { [situation: string]: { [service: string]: string[] } } = {
  "0 before anything is there": {
    web: ["– → 1.0.0 | unknown | not heard of yet", "– → 1.0.0 | progressing | merged, Flux has not tried it"],
    shop: ["– → ? | unknown | not heard of yet", "– → ? | progressing | merged, Flux has not tried it"],
    catalog: ["– → 1.0.0 | unknown | not heard of yet", "– → 1.0.0 | progressing | merged, Flux has not tried it"],
    "catalog image": [
      "– → 1.0.0 | unknown | not heard of yet",
      "– → 1.0.0 | progressing | merged, Flux has not tried it",
    ],
    platform: ["– → 1.0.0 | unknown | not heard of yet", "– → 1.0.0 | progressing | merged, Flux has not tried it"],
  },
  "1 bootstrap: the GitRepository and the root Kustomization are applied by hand": {
    web: [
      "– → 1.0.0 | progressing | 1.0.0 is starting",
      "– → 1.0.0 | progressing | 0 of 3 pods on 1.0.0",
      "1.0.0 | progressing, not serving | 1 of 3 pods on 1.0.0",
      "1.0.0 | progressing, not serving | 2 of 3 pods on 1.0.0",
      "1.0.0 | healthy |",
    ],
    platform: ["– → 1.0.0 | progressing | 1.0.0 is starting", "1.0.0 | healthy |"],
    catalog: ["– → 1.0.0 | progressing | 1.0.0 is starting", "1.0.0 | healthy |"],
    "catalog image": ["– → 1.0.0 | progressing | 1.0.0 is starting", "1.0.0 | healthy |"],
    shop: ["– → 1.0.0 | progressing | 1.0.0 is starting", "1.0.0 | healthy |"],
  },
  "2 a Kustomization rolls a Deployment forward (substitution variable 1.0.0 to 1.1.0)": {
    web: [
      "1.0.0 → 1.1.0 | progressing | merged, Flux has not tried it",
      "1.0.0 → 1.1.0 | progressing | 0 of 3 pods on 1.1.0",
      "1.0.0 → 1.1.0 | progressing | 1 of 3 pods on 1.1.0",
      "1.0.0 → 1.1.0 | progressing | 2 of 3 pods on 1.1.0",
      "1.0.0 → 1.1.0 | progressing | 3 of 3 pods on 1.1.0",
      "1.1.0 | healthy |",
    ],
  },
  "3 a version that never becomes healthy (image broken): health check fails, retries": {
    web: [
      "1.1.0 → 1.2.0-broken | progressing | merged, Flux has not tried it",
      "1.1.0 → 1.2.0-broken | progressing | 0 of 3 pods on 1.2.0-broken",
      "1.1.0 → 1.2.0-broken | failing | 1.2.0-broken keeps crashing",
    ],
  },
  "4 reverted": {
    web: [
      "1.1.0 | progressing | merged, Flux has not tried it",
      "1.1.0 | progressing | Flux tries again",
      "1.1.0 | healthy |",
    ],
  },
  "5 chart 1.1.0 appears in the registry: the semver range picks it up, HelmRelease shop upgrades": {
    shop: [
      "1.0.0 → 1.1.0 | progressing | 1.1.0 is next",
      "1.0.0 → 1.1.0 | progressing | 1.1.0 is rolling out",
      "1.1.0 | healthy |",
    ],
  },
  "6 chart 1.2.0 (broken): upgrade fails, one retry, rolled back, retries exhausted": {
    shop: [
      "1.1.0 → 1.2.0 | progressing | 1.2.0 is next",
      "1.1.0 → 1.2.0 | progressing | 1.2.0 is rolling out",
      "1.1.0 → 1.2.0 | failing | 1.2.0 keeps crashing",
      "1.1.0 → 1.2.0 | failing | 1.2.0 never got ready",
    ],
  },
  "7 chart 1.3.0: recovers": {
    shop: [
      "1.1.0 → 1.3.0 | progressing | 1.3.0 is next",
      "1.1.0 → 1.3.0 | progressing | 1.3.0 is rolling out",
      "1.3.0 | healthy |",
    ],
  },
  "8 HelmRelease catalog: chart version 1.0.0 to 1.1.0 from a HelmRepository": {
    catalog: [
      "1.0.0 → 1.1.0 | progressing | merged, Flux has not tried it",
      "1.0.0 → 1.1.0 | progressing | 1.1.0 is rolling out",
      "1.1.0 | healthy |",
    ],
  },
  "9 catalog: the image tag in values, 1.0.0 to 1.0.1": {
    "catalog image": [
      "1.0.0 → 1.0.1 | progressing | merged, Flux has not tried it",
      "1.0.0 → 1.0.1 | progressing | 0 of 2 pods on 1.0.1",
      "1.0.0 → 1.0.1 | progressing | 1 of 2 pods on 1.0.1",
      "1.0.0 → 1.0.1 | progressing | 2 of 2 pods on 1.0.1",
      "1.0.1 | healthy |",
    ],
  },
  "10 catalog: a chart version that does not exist": {
    catalog: [
      "1.1.0 → 9.9.9 | progressing | merged, Flux has not tried it",
      "1.1.0 → 9.9.9 | failing | chart 9.9.9 does not exist",
      "1.1.0 | progressing | merged, Flux has not tried it",
    ],
    "catalog image": ["1.0.1 | failing | chart 9.9.9 does not exist"],
  },
  "11 catalog: RetryOnFailure, image broken, then mended": {
    "catalog image": [
      "1.0.1 → 1.0.2-broken | progressing | merged, Flux has not tried it",
      "1.0.1 → 1.0.2-broken | progressing | 0 of 2 pods on 1.0.2-broken",
      "1.0.1 → 1.0.2-broken | failing | 1.0.2-broken keeps crashing",
      "1.0.1 → 1.0.3 | progressing | merged, Flux has not tried it",
      "1.0.1 → 1.0.3 | progressing | 0 of 2 pods on 1.0.3",
      "1.0.1 → 1.0.3 | progressing | 1 of 2 pods on 1.0.3",
      "1.0.1 → 1.0.3 | progressing | 2 of 2 pods on 1.0.3",
      "1.0.3 | progressing | Flux tries again",
      "1.0.3 | healthy |",
    ],
    catalog: [
      "1.1.0 | healthy |",
      "1.1.0 | failing | catalog keeps crashing",
      "1.1.0 | failing | 1.1.0 never got ready",
      "1.1.0 | failing | catalog keeps crashing",
      "1.1.0 | progressing | Flux tries again",
      "1.1.0 | healthy |",
    ],
  },
  "12 drift: someone scales web by hand, changes its image; Flux puts it back at the next reconciliation": {
    web: [
      "1.1.0 | healthy, drift | edited by hand: replicas 5",
      "1.1.0 | healthy |",
      "by-hand → 1.1.0 | progressing | 0 of 3 pods on 1.1.0",
      "by-hand → 1.1.0 | progressing | 1 of 3 pods on 1.1.0",
      "by-hand → 1.1.0 | progressing | 2 of 3 pods on 1.1.0",
      "by-hand → 1.1.0 | progressing | 3 of 3 pods on 1.1.0",
      "1.1.0 | healthy |",
    ],
  },
  "13 drift on HelmReleases: shop only warns, catalog corrects": {
    shop: [
      "1.3.0 | healthy, drift | edited by hand: image by-hand",
      "1.3.0 | healthy, drift | edited by hand: image 1.3.0",
      "1.3.0 | healthy |",
    ],
    catalog: [
      "1.1.0 | healthy, drift | edited by hand: image by-hand",
      "1.1.0 | healthy, drift | differs from what Helm applied",
      "1.1.0 | healthy |",
    ],
    "catalog image": [
      "1.0.3 | healthy, drift | edited by hand: image by-hand",
      "by-hand → 1.0.3 | healthy, drift | edited by hand: image by-hand",
      "by-hand → 1.0.3 | healthy, drift | differs from what Helm applied",
      "by-hand → 1.0.3 | progressing | 0 of 2 pods on 1.0.3",
      "by-hand → 1.0.3 | progressing | 1 of 2 pods on 1.0.3",
      "by-hand → 1.0.3 | progressing | 2 of 2 pods on 1.0.3",
      "1.0.3 | healthy |",
    ],
  },
  "14 the platform: tag 1.0.0 to 1.1.0 (pinned), then by digest, then the tag is moved": {
    platform: [
      "1.0.0 → 1.1.0 | progressing | merged, Flux has not tried it",
      "1.0.0 → 1.1.0 | progressing | 1.1.0 is rolling out",
      "1.1.0 | healthy |",
      "1.1.0 → 1.0.0 | progressing | merged, Flux has not tried it",
      "1.1.0 → 1.0.0 | progressing | 1.0.0 is rolling out",
      "1.0.0 | healthy |",
      "1.0.0 → 1.1.0 | progressing | merged, Flux has not tried it",
      "1.0.0 → 1.1.0 | progressing | 1.1.0 is rolling out",
      "1.1.0 | healthy |",
    ],
  },
  "15 a tag that does not exist": {
    platform: [
      "1.1.0 → 7.7.7 | progressing | merged, Flux has not tried it",
      "1.1.0 → 7.7.7 | failing | 7.7.7 does not exist",
      "1.1.0 | progressing | merged, Flux has not tried it",
      "1.1.0 | healthy |",
    ],
  },
  "16 a build that fails: broken YAML, then an undefined variable, then mended": {
    web: ["1.1.0 | failing | apps does not build", "1.1.0 | healthy |"],
  },
  "17 an object that the API server refuses": {
    web: ["1.1.0 | failing | web is refused by the cluster", "1.1.0 | healthy |"],
  },
  "18 the Git server answers 503, then 404, then works": {
    web: ["1.1.0 | failing | flux-system cannot be fetched", "1.1.0 | healthy |"],
  },
  "19 suspend and resume (by hand): Kustomization apps, HelmRelease shop": {
    web: [
      "1.1.0 | suspended | suspended",
      "1.1.0 → 1.3.0 | suspended | suspended, 1.3.0 waits",
      "1.1.0 → 1.3.0 | progressing | merged, Flux has not tried it",
      "1.1.0 → 1.3.0 | progressing | 0 of 3 pods on 1.3.0",
      "1.1.0 → 1.3.0 | progressing | 1 of 3 pods on 1.3.0",
      "1.1.0 → 1.3.0 | progressing | 2 of 3 pods on 1.3.0",
      "1.1.0 → 1.3.0 | progressing | 3 of 3 pods on 1.3.0",
      "1.3.0 | healthy |",
    ],
    shop: ["1.3.0 | suspended | suspended", "1.3.0 | healthy |"],
  },
  "20 rollback by Git revert: web 1.3.0 to 1.1.0 (a state Flux has seen before)": {
    web: [
      "1.3.0 → 1.1.0 | progressing | merged, Flux has not tried it",
      "1.3.0 → 1.1.0 | progressing | 0 of 3 pods on 1.1.0",
      "1.3.0 → 1.1.0 | progressing | 1 of 3 pods on 1.1.0",
      "1.3.0 → 1.1.0 | progressing | 2 of 3 pods on 1.1.0",
      "1.3.0 → 1.1.0 | progressing | 3 of 3 pods on 1.1.0",
      "1.1.0 | healthy |",
    ],
  },
  "22 tear-down: catalog is removed from Git (uninstalled), then the root Kustomization is deleted (everything pruned)":
    {
      catalog: ["1.1.0 | progressing | catalog is being removed", "– → 1.1.0 | missing | not on the cluster"],
      "catalog image": [
        "1.0.3 | progressing | catalog is being removed",
        "– → 1.0.3 | progressing | catalog is being removed",
        "– → 1.0.3 | missing | not on the cluster",
      ],
      web: [
        "1.1.0 | progressing | flux-system is being removed",
        "1.1.0 | unknown | the source of apps is gone",
        "1.1.0 | progressing | apps is being removed",
        "– → 1.1.0 | progressing | apps is being removed",
        "– → 1.1.0 | missing | not on the cluster",
      ],
      platform: ["1.1.0 | progressing | platform is being removed", "– → 1.1.0 | missing | not on the cluster"],
      shop: [
        "1.3.0 | progressing | shop is being removed",
        "1.3.0 → ? | unknown | the source of shop is gone",
        "1.3.0 → ? | progressing | shop is being removed",
        "– → ? | missing | not on the cluster",
      ],
    },
};
