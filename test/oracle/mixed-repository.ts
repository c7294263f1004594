// Long, because it is a table of what a kustomization can say, each field in several ways.
import fc from "fast-check";
import { cornerCases } from "./corner-cases.ts";

/**
 * Repositories at random out of whole fields: each layer says some of them, in one of their ways, over objects of many
 * kinds that speak of one another. What one field does is looked at elsewhere; here it is what they do to each other, in
 * bases, in components and in components of components.
 */
export type Files = Record<string, string>;

const CUSTOM = `apiVersion: x.example/v1
kind: Foo
metadata: {name: foo, labels: {app: foo}, annotations: {nn: "1", t: 'x'}}
spec:
  ref: {name: cm, kind: ConfigMap}
  refs: [{name: sec}, {name: svc}]
  plain: cm
  list: [a, "b", 'c']
  containers: [{name: z, image: nginx:1.0}, {image: "busybox"}]
  values: {image: {repository: nginx, tag: "1.0"}, n: 5, on: yes, deep: {a: {b: [1, {c: d}]}}}
  text: |
    line one
      line two
  fold: >-
    one
    two
  selector: {matchLabels: {app: foo}}
  template: {metadata: {labels: {app: foo}}, spec: {containers: [{name: q, image: "r.example/q:2"}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec: {containers: [{name: c, image: nginx@sha256:abc, env: [{name: V, value: $(V)}], args: ["$(V)", "$(W)"]}], ephemeralContainers: [{name: e, image: nginx}], volumes: [{name: v, secret: {secretName: sec}}, {name: p, projected: {sources: [{configMap: {name: cm}}]}}], imagePullSecrets: [{name: sec}], serviceAccountName: sa, priorityClassName: pc}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: pc}
---
apiVersion: batch/v1
kind: Job
metadata: {name: job, namespace: other}
spec: {template: {metadata: {labels: {j: k}}, spec: {containers: [{name: j, image: nginx:1.0}], initContainers: [{name: i, image: nginx}]}}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cm, namespace: other}
data: {a: other}
`;

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  namespace: ["prod", "default", "other", "'5'"],
  namePrefix: ["p-", "q.", "5"],
  nameSuffix: ["-s", "-t", ".u"],
  commonLabels: ["{team: x}", "{app: new, a/b: '5'}", "{app: ''}"],
  commonAnnotations: ["{nn: '2'}", "{a: b, t: ''}"],
  labels: [
    "[{pairs: {l: m}}]",
    "[{pairs: {app: m}, includeSelectors: true}]",
    "[{pairs: {l: m}, includeTemplates: true}, {pairs: {l: n, k: o}}]",
    "[{pairs: {l: m}, includeSelectors: true, includeTemplates: true, fields: [{path: spec/selector/matchLabels, kind: Foo, create: true}]}]",
    "[{pairs: {l: m}, fields: [{path: spec/template/metadata/labels, kind: Foo}, {path: spec/new/labels, group: x.example, create: true}, {path: spec/refs/labels, kind: Foo, create: true}]}]",
    "[{pairs: {l: m}, fields: [{path: spec/refs[]/labels, kind: Foo, create: true}]}]",
  ],
  images: [
    "[{name: nginx, newTag: '2'}]",
    "[{name: nginx, newName: r/n, digest: sha256:fff}]",
    "[{name: busybox, newTag: ''}, {name: nginx, tagSuffix: -x}]",
    "[{name: '.*', newTag: v}]",
    "[{name: r.example/q, newName: z}, {name: z, newTag: '9'}]",
    "[{name: ngin, newTag: '3'}, {name: 'ngin[a-z]', newTag: '4'}]",
  ],
  replicas: ["[{name: web, count: 3}]", "[{name: st, count: 0}, {name: web, count: 2}]", "[{name: p-web, count: 4}]"],
  configMapGenerator: [
    "[{name: g, literals: [a=b]}]",
    "[{name: cm, behavior: merge, literals: [a=z, q=r]}]",
    "[{name: cm, behavior: replace, literals: [q=r]}]",
    "[{name: cm, namespace: other, behavior: merge, literals: [m=n]}]",
    "[{name: cm, namespace: third, literals: [m=n], options: {disableNameSuffixHash: true}}]",
    "[{name: g, literals: [x=y], behavior: create, options: {labels: {g: h}, annotations: {i: j}, immutable: true}}]",
  ],
  secretGenerator: [
    "[{name: h, literals: [a=b]}]",
    "[{name: sec, behavior: merge, literals: [k=z]}]",
    "[{name: sec, behavior: replace, literals: [k=z], type: a/b}]",
  ],
  generatorOptions: [
    "{disableNameSuffixHash: true}",
    "{labels: {all: yes_}, annotations: {z: y}}",
    "{immutable: true}",
  ],
  patches: [
    "[{target: {kind: Foo}, patch: '[{op: replace, path: /spec/values/image/tag, value: \"2.0\"}, {op: add, path: /spec/list/-, value: z}]'}]",
    "[{target: {kind: Deployment}, patch: '[{op: add, path: /spec/template/spec/containers/0/env/-, value: {name: J, value: \"1\"}}]'}]",
    "[{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: c, image: p:1, env: [{name: X, $patch: delete}, {name: N, value: o}]}, {name: side, image: s}]}}}}'}]",
    "[{target: {kind: Foo|Deployment, name: .*o.*}, patch: '{apiVersion: x.example/v1, kind: Foo, metadata: {name: x}, spec: {list: [q], values: {n: ~, image: {$patch: replace, only: 1}}}}'}]",
    "[{target: {labelSelector: app}, patch: '{apiVersion: v1, kind: X, metadata: {name: x, labels: {patched: y}, annotations: {t: ~}}}'}]",
    "[{target: {kind: Foo}, options: {allowNameChange: true}, patch: '{apiVersion: x.example/v1, kind: Foo, metadata: {name: renamed}}'}]",
    "[{target: {kind: ConfigMap, name: cm}, options: {allowNameChange: true}, patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: cm2}, data: {x: y}}'}]",
    "[{target: {kind: Foo}, options: {allowKindChange: true}, patch: '{apiVersion: x.example/v1, kind: Bar, metadata: {name: foo}}'}]",
    "[{target: {kind: Service}, patch: '[{op: replace, path: /metadata/name, value: svc2}]'}]",
    "[{patch: '{apiVersion: v1, kind: ServiceAccount, metadata: {name: sa}, $patch: delete}'}, {patch: '{apiVersion: batch/v1, kind: CronJob, metadata: {name: cj}, spec: {suspend: true}}'}]",
    "[{patch: \"apiVersion: v1\\nkind: Secret\\nmetadata: {name: sec}\\nstringData: {z: '1'}\\n---\\napiVersion: v1\\nkind: Service\\nmetadata: {name: svc}\\nspec: {ports: [{port: 80, name: http}, {port: 81}]}\\n\"}]",
    "[{target: {annotationSelector: nn}, patch: '[{op: remove, path: /metadata/annotations}]'}]",
    "[{target: {namespace: other}, patch: '[{op: add, path: /metadata/labels, value: {o: p}}]'}]",
    "[{target: {kind: Foo}, patch: '[{op: move, from: /spec/plain, path: /spec/moved}, {op: copy, from: /spec/values, path: /spec/copied}, {op: test, path: /spec/copied/n, value: 5}]'}]",
    '[{target: {kind: Foo}, patch: \'{apiVersion: x.example/v1, kind: Foo, metadata: {name: foo}, spec: {text: new, fold: "x\\ny", values: {n: "6", on: "no"}, ref: ~, refs: []}}\'}]',
    "[{target: {kind: StatefulSet}, patch: '{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: st}, spec: {volumeClaimTemplates: [{metadata: {name: e}}], template: {spec: {$patch: replace, containers: [{name: n, image: nginx}]}}}}'}]",
  ],
  patchesStrategicMerge: [
    "['{apiVersion: v1, kind: Service, metadata: {name: svc}, spec: {ports: [{port: 80, $patch: delete}]}}']",
    "['{apiVersion: x.example/v1, kind: Foo, metadata: {name: foo, labels: {app: ~}}, spec: {values: ~}}']",
  ],
  patchesJson6902: [
    "[{target: {version: v1, kind: ConfigMap, name: cm, namespace: other}, patch: '[{op: replace, path: /data/a, value: j}]'}]",
    "[{target: {group: apps, version: v1, kind: Deployment, name: web}, patch: '[{op: replace, path: /metadata/name, value: web2}]'}]",
  ],
  replacements: [
    "[{source: {kind: ConfigMap, name: cm, namespace: other, fieldPath: data.a}, targets: [{select: {kind: Foo}, fieldPaths: [spec.plain, spec.values.image.tag]}]}]",
    "[{source: {kind: Deployment, name: web, fieldPath: 'spec.template.spec.containers.0.image', options: {delimiter: ':', index: 1}}, targets: [{select: {kind: Foo}, fieldPaths: ['spec.containers.[name=z].image', 'spec.containers.*.image'], options: {delimiter: ':', index: 1}}]}]",
    "[{source: {kind: Service, name: svc}, targets: [{select: {kind: Pod}, fieldPaths: [metadata.annotations.x, 'metadata.labels.[a.b/c]'], options: {create: true}}, {select: {kind: Foo}, reject: [{name: foo}], fieldPaths: [spec.plain]}]}]",
    "[{source: {kind: Foo, fieldPath: spec.values}, targets: [{select: {kind: Foo}, fieldPaths: [spec.copy, spec.ref], options: {create: true}}]}]",
    "[{source: {kind: Foo, fieldPath: 'spec.refs.[name=sec].name'}, targets: [{select: {kind: Secret}, fieldPaths: [metadata.annotations.z], options: {create: true}}, {select: {labelSelector: app}, fieldPaths: [metadata.labels.app]}]}]",
    "[{source: {kind: Secret, name: sec, fieldPath: metadata.name}, targets: [{select: {kind: Foo}, fieldPaths: ['spec.refs.0.name', 'spec.list.-1', 'spec.list.1']}]}]",
  ],
  vars: [
    "[{name: V, objref: {apiVersion: v1, kind: Service, name: svc}}, {name: W, objref: {apiVersion: v1, kind: ConfigMap, name: cm, namespace: other}, fieldref: {fieldpath: data.a}}]",
    "[{name: VX, objref: {apiVersion: apps/v1, kind: Deployment, name: web}, fieldref: {fieldpath: 'spec.template.spec.containers[0].image'}}]",
    "[{name: V, objref: {apiVersion: x.example/v1, kind: Foo, name: foo}, fieldref: {fieldpath: spec.values.n}}]",
  ],
  configurations: ["[c1.yaml]", "[c2.yaml]", "[c1.yaml, c2.yaml]"],
  sortOptions: [
    "{order: fifo}",
    "{order: legacy}",
    "{order: legacy, legacySortOptions: {orderFirst: [Foo, Deployment], orderLast: [Namespace]}}",
  ],
  buildMetadata: ["[originAnnotations]", "[managedByLabel, transformerAnnotations]"],
  transformers: [
    "['{apiVersion: builtin, kind: LabelTransformer, metadata: {name: t}, labels: {tr: x}, fieldSpecs: [{path: metadata/labels, create: true}]}']",
    "['{apiVersion: builtin, kind: NamespaceTransformer, metadata: {name: t, namespace: tn}, unsetOnly: true, setRoleBindingSubjects: allServiceAccounts, fieldSpecs: [{path: spec/ns, kind: Foo, create: true}]}']",
    "['{apiVersion: builtin, kind: PrefixTransformer, metadata: {name: t}, prefix: t-, fieldSpecs: [{path: metadata/name, kind: Service}]}']",
    "['{apiVersion: builtin, kind: ValueAddTransformer, metadata: {name: t}, value: vv, targets: [{selector: {kind: Foo}, fieldPath: spec/values/image/tag}, {fieldPath: metadata/annotations/va}]}']",
    "['{apiVersion: builtin, kind: ReplicaCountTransformer, metadata: {name: t}, replica: {name: web, count: 8}, fieldSpecs: [{path: spec/replicas, kind: Deployment, create: true}]}']",
    "['{apiVersion: builtin, kind: ImageTagTransformer, metadata: {name: t}, imageTag: {name: nginx, newTag: tt}, fieldSpecs: [{path: spec/plain, kind: Foo}]}']",
  ],
  generators: [
    "['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: gg}, literals: [a=b]}']",
    "['{apiVersion: builtin, kind: ConfigMapGenerator, metadata: {name: cm}, behavior: merge, literals: [a=gen]}']",
  ],
};

const CONFIGURATIONS: Files = {
  "c1.yaml":
    "nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/ref/name, kind: Foo}, {path: spec/plain, kind: Foo}]}, {kind: Secret, fieldSpecs: [{path: spec/refs/name, kind: Foo}]}, {kind: Foo, group: x.example, fieldSpecs: [{path: data/a, kind: ConfigMap}]}]\nimages: [{path: spec/values/image/repository, kind: Foo}]\n",
  "c2.yaml":
    "commonLabels: [{path: spec/selector/matchLabels, kind: Foo, create: true}]\nlabels: [{path: spec/lab, kind: Foo, create: true}]\ntemplateLabels: [{path: spec/template/metadata/labels, kind: Foo}]\ncommonAnnotations: [{path: spec/anno, kind: Foo, create: true}]\nnamePrefix: [{path: spec/plain, kind: Foo}]\nnamespace: [{path: spec/space, kind: Foo, create: true}]\nreplicas: [{path: spec/values/n, kind: Foo}]\nvarReference: [{path: spec/plain, kind: Foo}]\n",
};

const layer: fc.Arbitrary<string> = fc
  .subarray(Object.keys(FIELDS), { maxLength: 4 })
  .chain((fields) =>
    fc.tuple(
      ...fields.map((field) => fc.constantFrom(...(FIELDS[field] as string[])).map((said) => `${field}: ${said}\n`)),
    ),
  )
  .map((said) => said.join(""));

const COMPONENT = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";

function folder(name: string, files: Files): Files {
  const all = { ...CONFIGURATIONS, ...files };
  return Object.fromEntries(Object.entries(all).map(([file, text]) => [`${name}/${file}`, text]));
}

/** A base with all objects, a second one, a component with another in it, and an overlay: build `base` and `top`. */
export const mixedRepository: fc.Arbitrary<Files> = fc
  .record({
    layers: fc.record({ base: layer, component: layer, inner: layer, top: layer }),
    parts: fc.subarray(["base", "component", "inner", "second"] as const),
  })
  .map(({ layers, parts }) => {
    const has = (part: (typeof parts)[number]) => parts.includes(part);
    const objects = cornerCases[0]?.[1] as Files;
    const [second = ""] = CUSTOM.replaceAll("name: ", "name: two-").split("---\n");
    return {
      ...folder("base", {
        ...objects,
        "custom.yaml": CUSTOM,
        "kustomization.yaml": `resources: [cm.yaml, dep.yaml, rest.yaml, custom.yaml]\n${has("base") ? layers.base : ""}`,
      }),
      ...folder("second", {
        "second.yaml": second,
        "kustomization.yaml": `resources: [second.yaml]\n${layers.inner}`,
      }),
      ...folder("component", {
        "kustomization.yaml": `${COMPONENT}${layers.component || "commonAnnotations: {a: b}\n"}${has("inner") ? "components: [../inner]\n" : ""}`,
      }),
      ...folder("inner", { "kustomization.yaml": `${COMPONENT}${layers.inner || "commonAnnotations: {c: d}\n"}` }),
      ...folder("top", {
        "kustomization.yaml": `resources: [../base${has("second") ? ", ../second" : ""}]\n${has("component") ? "components: [../component]\n" : ""}${layers.top}`,
      }),
    };
  });
