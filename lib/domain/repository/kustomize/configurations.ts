import { documentsOf } from "../documents.ts";
import { entriesOf, itemsOf, scalarText, textAt } from "../tree.ts";
import type { Tree } from "../types.ts";
import { DoesNotBuild } from "./broken.ts";
import { type Build, fileOf, mergeSettings, noSettings, type Settings } from "./context.ts";
import { listField } from "./kustomization-file.ts";
import { fieldSpecOf } from "./labels.ts";

const PLAIN = [
  "images",
  "namePrefix",
  "nameSuffix",
  "namespace",
  "commonLabels",
  "labels",
  "templateLabels",
  "commonAnnotations",
  "replicas",
  "varReference",
] as const;

/** `configurations:` name files with more places at which transformers act. */
export function loadConfigurations(build: Build): void {
  for (const said of listField(build.kustomization, "configurations")) {
    if (said.is !== "scalar") continue;
    for (const { root } of documentsOf(fileOf(build, scalarText(said), said)))
      mergeSettings(build.settings, settingsOf(root));
  }
}

function settingsOf(root: Tree): Settings {
  const settings = noSettings();
  const entries = entriesOf(root);
  for (const [key, value] of entries) {
    if (key !== "nameReference" && !(PLAIN as readonly string[]).includes(key))
      throw new DoesNotBuild("unknown-field", `${key} is nothing that a configuration can say.`, value);
  }
  for (const field of PLAIN) settings[field] = itemsOf(entries.get(field)).map(fieldSpecOf);
  settings.nameReference = itemsOf(entries.get("nameReference")).map((node) => ({
    group: textAt(node, "group") ?? "",
    version: textAt(node, "version") ?? "",
    kind: textAt(node, "kind") ?? "",
    fieldSpecs: itemsOf(entriesOf(node).get("fieldSpecs")).map(fieldSpecOf),
  }));
  return settings;
}
