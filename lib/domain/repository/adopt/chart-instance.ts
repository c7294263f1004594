import { isMapping, madeMapping, madeScalar, nodeAt, textAt } from "../tree.ts";
import type { Mapping } from "../types.ts";

/** Whether a file can hold what follows, without parsing it. */
export function mayHoldInstance(text: string): boolean {
  return text.includes("instance:") && text.includes("sync:");
}

/**
 * The FluxInstance that flux-operator's chart makes: of its values, which a HelmRelease says or a file that becomes
 * values. What they sync is of a form that nothing else has; a path with variables is nobody's yet.
 */
export function instanceOfChart(document: Mapping): Mapping | undefined {
  const isRelease = textAt(document, "kind") === "HelmRelease";
  if (!isRelease && textAt(document, "apiVersion") !== undefined) return undefined;
  const spec = nodeAt(document, [...(isRelease ? ["spec", "values"] : []), "instance"]);
  const said = (field: string) => textAt(spec, "sync", field) ?? "";
  const isSync = /^(?:GitRepository|OCIRepository|Bucket)$/.test(said("kind")) && said("url") !== "";
  if (!isMapping(spec) || !isSync || said("path").includes("${")) return undefined;
  const of = (...path: string[]) => (isRelease ? textAt(document, ...path) : undefined);
  const namespace = of("spec", "targetNamespace") ?? of("metadata", "namespace") ?? "flux-system";
  const entries: [string, Mapping | ReturnType<typeof madeScalar>][] = [
    ["apiVersion", madeScalar("fluxcd.controlplane.io/v1")],
    ["kind", madeScalar("FluxInstance")],
    [
      "metadata",
      madeMapping([
        ["name", madeScalar("flux")],
        ["namespace", madeScalar(namespace)],
      ]),
    ],
    ["spec", spec],
  ];
  return madeMapping(entries, document);
}
