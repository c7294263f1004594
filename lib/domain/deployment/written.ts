import { jsonText } from "../json-text.ts";
import { controllersKey } from "./lookup.ts";
import { keyOf, type ObjectRef, type Observation, type ObservedKind } from "./observation.ts";

/**
 * An observation, written down: what it is found by, and all else as one text. It is written where the object is
 * read, which may be in a thread, and handed on so as far as Postgres: most objects of a cluster are no deployment's,
 * and nobody looks into them. Equal facts give equal texts.
 */
export type Written = ObjectRef & {
  cluster: string;
  kind: ObservedKind;
  /** Its resource version, apart, since it moves without anything having changed. */
  version: string;
  /** The workload of a pod; `controllersKey` for Flux's own controllers. */
  owner?: string;
  data: string;
};

export function write(observation: Observation): Written {
  const { cluster, kind, namespace, name, resourceVersion: version, ...facts } = observation;
  const written: Written = { cluster, kind, namespace, name, version, data: jsonText(facts) };
  const owner = facts.workload?.flux ? controllersKey : facts.pod?.owner && keyOf(facts.pod.owner);
  if (owner) written.owner = owner;
  return written;
}

export function read({ cluster, kind, namespace, name, version, data }: Written): Observation {
  return { cluster, kind, namespace, name, resourceVersion: version, ...JSON.parse(data) };
}
