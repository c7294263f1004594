import { type Dict, dict, type KubeObject } from "../objects.ts";

/** autoscaling/v1 Scale of a workload. */
export function scaleOf({ metadata, spec = {}, status = {} }: KubeObject): Dict {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const labels = Object.entries(dict(dict(spec.selector).matchLabels));
  const selector = labels.map(([key, value]) => `${key}=${value}`).join(",");
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 0 },
    status: { replicas: status.replicas ?? 0, selector },
  };
}

/** The workload with the replicas of a Scale. */
export function scaled(live: KubeObject, scale: Dict): KubeObject {
  return { ...live, spec: { ...live.spec, replicas: dict(scale.spec).replicas ?? 0 } };
}
