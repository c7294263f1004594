import { parseAllDocuments } from "yaml";
import { connect } from "../flux/api.ts";
import { applyAll } from "../flux/applying.ts";
import { discovery } from "../flux/kinds.ts";
import { accessOf } from "../flux/kubeconfig.ts";
import type { KubeObject } from "../flux/objects.ts";

/** Applies objects by hand, as `kubectl apply --server-side` does. Existing ones are brought to what is said. */
export async function applyObjects(kubeconfig: string, objects: readonly KubeObject[], manager: string): Promise<void> {
  const api = connect(accessOf(kubeconfig));
  try {
    await applyAll({ api, discovery: discovery(api) }, objects, manager);
  } finally {
    api.close();
  }
}

/** What `flux bootstrap` does once the repository has its files: components first, then the root that follows it. */
export async function bootstrap(kubeconfig: string, files: readonly string[]): Promise<void> {
  for (const text of files) {
    const objects = parseAllDocuments(text).map((document) => document.toJS() as KubeObject | null);
    await applyObjects(
      kubeconfig,
      objects.filter((object) => object !== null),
      "flux",
    );
  }
}
