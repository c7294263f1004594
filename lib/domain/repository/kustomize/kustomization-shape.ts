/** The fields of a kustomization.yaml with their types, as kustomize 5.5 knows them. */
export type Shape =
  | "text"
  | "number"
  | "flag"
  | "any"
  | { list: Shape }
  | { values: Shape }
  | { fields: Readonly<Record<string, Shape>> };

const TEXTS: Shape = { list: "text" };
const TEXT_MAP: Shape = { values: "text" };

const GVK = { group: "text", version: "text", kind: "text" } as const;
const ID = { ...GVK, name: "text", namespace: "text" } as const;
const SELECTOR: Shape = { fields: { ...ID, annotationSelector: "text", labelSelector: "text" } };
const FIELD_SPEC: Shape = { fields: { ...GVK, path: "text", create: "flag" } };
const FIELD_SPECS: Shape = { list: FIELD_SPEC };

const PATCH: Shape = {
  fields: { path: "text", patch: "text", target: SELECTOR, options: { values: "flag" } },
};

const IMAGE: Shape = {
  fields: { name: "text", newName: "text", newTag: "text", tagSuffix: "text", digest: "text" },
};

const GENERATOR_OPTIONS: Shape = {
  fields: { labels: TEXT_MAP, annotations: TEXT_MAP, disableNameSuffixHash: "flag", immutable: "flag" },
};

const GENERATOR = {
  namespace: "text",
  name: "text",
  behavior: "text",
  literals: TEXTS,
  files: TEXTS,
  envs: TEXTS,
  env: "text",
  options: GENERATOR_OPTIONS,
} as const;

const FIELD_OPTIONS: Shape = { fields: { delimiter: "text", index: "number", encoding: "text", create: "flag" } };

const REPLACEMENT: Shape = {
  fields: {
    path: "text",
    source: { fields: { ...ID, fieldPath: "text", options: FIELD_OPTIONS } },
    sourceValue: "text",
    targets: {
      list: {
        fields: { select: SELECTOR, reject: { list: SELECTOR }, fieldPaths: TEXTS, options: FIELD_OPTIONS },
      },
    },
  },
};

const LABEL: Shape = {
  fields: { pairs: TEXT_MAP, includeSelectors: "flag", includeTemplates: "flag", fields: FIELD_SPECS },
};

const VAR: Shape = {
  fields: {
    name: "text",
    objref: { fields: { apiVersion: "text", ...ID } },
    fieldref: { fields: { fieldpath: "text" } },
  },
};

const ORDER: Shape = {
  fields: { order: "text", legacySortOptions: { fields: { orderFirst: TEXTS, orderLast: TEXTS } } },
};

export const KUSTOMIZATION_SHAPE: Shape = {
  fields: {
    apiVersion: "text",
    kind: "text",
    metadata: { fields: { name: "text", namespace: "text", labels: TEXT_MAP, annotations: TEXT_MAP } },
    openapi: TEXT_MAP,
    namePrefix: "text",
    nameSuffix: "text",
    namespace: "text",
    commonLabels: TEXT_MAP,
    labels: { list: LABEL },
    commonAnnotations: TEXT_MAP,
    patchesStrategicMerge: TEXTS,
    patchesJson6902: { list: PATCH },
    patches: { list: PATCH },
    images: { list: IMAGE },
    imageTags: { list: IMAGE },
    replacements: { list: REPLACEMENT },
    replicas: { list: { fields: { name: "text", count: "number" } } },
    vars: { list: VAR },
    sortOptions: ORDER,
    resources: TEXTS,
    components: TEXTS,
    crds: TEXTS,
    bases: TEXTS,
    configMapGenerator: { list: { fields: GENERATOR } },
    secretGenerator: { list: { fields: { ...GENERATOR, type: "text" } } },
    helmGlobals: "any",
    helmCharts: "any",
    helmChartInflationGenerator: "any",
    generatorOptions: GENERATOR_OPTIONS,
    configurations: TEXTS,
    generators: TEXTS,
    transformers: TEXTS,
    validators: TEXTS,
    buildMetadata: TEXTS,
  },
};
