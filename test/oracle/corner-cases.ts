// biome-ignore-all lint/style/useTemplate: a table of YAML reads better with its parts apart.
/**
 * Small kustomizations for what is peculiar to kustomize; each is asked of the real
 * one and of ours. Long because it is a table.
 */
type Files = Record<string, string>;

const CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: one, b: two}\n";
const DEPLOYMENT =
  'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      volumes: [{name: v, configMap: {name: cm}}, {name: s, secret: {secretName: sec}}]\n      containers:\n      - {name: c, image: "nginx:1.0", env: [{name: X, value: "$(VX)-$(NOPE)-$$(VX)"}], envFrom: [{configMapRef: {name: cm}}], command: ["run", "$(VX)"]}\n';
const REST =
  'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: svc}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: rb}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: sa}, {kind: ServiceAccount, name: default, namespace: x}, {kind: User, name: sa}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: crb}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cr}\nsubjects: [{kind: ServiceAccount, name: sa, namespace: default}, {kind: ServiceAccount, name: other, namespace: q}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: cr}\nrules: [{apiGroups: [""], resources: [secrets], resourceNames: [sec, cm], verbs: [get]}]\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: r}\nrules: []\n---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: vw}\nwebhooks: [{name: w, clientConfig: {service: {name: svc, namespace: default, path: /}}}]\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: ns1}\n---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: foos.example.com}\nspec: {group: example.com, conversion: {webhook: {clientConfig: {service: {name: svc, namespace: q}}}}}\n---\napiVersion: apiregistration.k8s.io/v1\nkind: APIService\nmetadata: {name: v1.x}\nspec: {service: {name: svc, namespace: default}}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: sec}\nstringData: {k: v}\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: i, annotations: {nginx.ingress.kubernetes.io/auth-secret: sec}}\nspec: {ingressClassName: ic, tls: [{secretName: sec, hosts: [a]}], rules: [{host: x, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: svc, port: {number: 80}}}}]}}]}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: st}\nspec: {serviceName: svc, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: x}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{labelSelector: {matchLabels: {a: b}}, topologyKey: z}]}}}}, volumeClaimTemplates: [{metadata: {name: d}, spec: {storageClassName: sc}}]}\n---\napiVersion: batch/v1\nkind: CronJob\nmetadata: {name: cj}\nspec: {jobTemplate: {spec: {template: {spec: {serviceAccountName: sa, containers: [{name: c, image: "nginx:2", envFrom: [{secretRef: {name: sec}}]}]}}}}}\n---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: np}\nspec: {podSelector: {matchLabels: {a: b}}, ingress: [{from: [{podSelector: {matchLabels: {q: r}}}, {podSelector: {}}]}]}\n---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: pdb}\nspec: {selector: {matchLabels: {a: b}}}\n---\napiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr, namespace: explicit}\nspec: {valuesFrom: [{kind: ConfigMap, name: cm}], chartRef: {kind: OCIRepository, name: oci}}\n';
const cm = CONFIG_MAP;
const dep = DEPLOYMENT;

/** The usual objects under a kustomization. */
function over(kustomization: string, more: Files = {}): Files {
  return {
    "cm.yaml": CONFIG_MAP,
    "dep.yaml": DEPLOYMENT,
    "rest.yaml": REST,
    "kustomization.yaml": kustomization,
    ...more,
  };
}

const all = "resources: [cm.yaml, dep.yaml, rest.yaml]\n";
/** What it is about, the files, and the directory to build (the root, if none is named). */
export const cornerCases: readonly (readonly [about: string, files: Files, directory?: string])[] = [
  ["all plain", over(all)],
  ["prefix all", over(all + "namePrefix: p-\nnameSuffix: -s\n")],
  ["namespace all", over(all + "namespace: prod\n")],
  ["namespace+prefix", over(all + "namespace: prod\nnamePrefix: p-\n")],
  ["commonLabels all", over(all + "commonLabels: {team: x}\n")],
  ["labels sel", over(all + "labels: [{pairs: {team: x}, includeSelectors: true}]\n")],
  ["labels tmpl", over(all + "labels: [{pairs: {team: x}, includeTemplates: true}]\n")],
  [
    "labels fields",
    over(all + "labels: [{pairs: {team: x}, fields: [{path: spec/foo/labels, create: true, kind: Deployment}]}]\n"),
  ],
  ["annotations", over(all + "commonAnnotations: {team: x}\n")],
  [
    "gen+hash refs",
    over(
      "resources: [dep.yaml, rest.yaml]\nconfigMapGenerator: [{name: cm, literals: [a=b]}]\nsecretGenerator: [{name: sec2, literals: [a=b], type: x/y}]\n",
    ),
  ],
  [
    "gen merge over base",
    {
      "base/kustomization.yaml": "configMapGenerator: [{name: cm, literals: [a=b, c=d]}]\nresources: [dep.yaml]\n",
      "base/dep.yaml": dep,
      "kustomization.yaml":
        "resources: [base]\nnamePrefix: p-\nconfigMapGenerator: [{name: cm, behavior: merge, literals: [a=z, e=f]}]\n",
    },
  ],
  [
    "gen replace over base",
    {
      "base/kustomization.yaml":
        "configMapGenerator: [{name: cm, literals: [a=b, c=d], options: {labels: {l: m}}}]\nresources: [dep.yaml]\n",
      "base/dep.yaml": dep,
      "kustomization.yaml":
        "resources: [base]\nconfigMapGenerator: [{name: cm, behavior: replace, literals: [e=f], options: {labels: {nx: o}}}]\n",
    },
  ],
  [
    "gen merge in namespace",
    {
      "base/kustomization.yaml": "namespace: nn\nconfigMapGenerator: [{name: cm, literals: [a=b, c=d]}]\n",
      "kustomization.yaml":
        "resources: [base]\nnamespace: nn\nconfigMapGenerator: [{name: cm, behavior: merge, literals: [a=z, e=f]}]\n",
    },
  ],
  [
    "gen merge in namespace 2",
    {
      "base/kustomization.yaml": "namespace: nn\nconfigMapGenerator: [{name: cm, literals: [a=b, c=d]}]\n",
      "kustomization.yaml":
        "resources: [base]\nconfigMapGenerator: [{name: cm, namespace: nn, behavior: merge, literals: [a=z, e=f]}]\n",
    },
  ],
  [
    "gen env quoting",
    {
      "kustomization.yaml": "configMapGenerator: [{name: a, envs: [e.env]}, {name: b, env: e.env}]\n",
      "e.env": "A=1\n# c\n  B=x y \nC=\n\nD='q'\nE=a=b\n",
    },
  ],
  ["gen dup key", { "kustomization.yaml": "configMapGenerator: [{name: a, literals: [a=1, a=2]}]\n" }],
  [
    "gen html hash",
    {
      "kustomization.yaml":
        "configMapGenerator: [{name: a, literals: ['a=<b>&c']}]\nsecretGenerator: [{name: s, literals: ['a=<b>&c']}]\n",
    },
  ],
  [
    "vars",
    over(
      "resources: [cm.yaml, dep.yaml]\nvars: [{name: VX, objref: {apiVersion: v1, kind: ConfigMap, name: cm}, fieldref: {fieldpath: data.a}}]\nnamePrefix: p-\n",
    ),
  ],
  [
    "vars default field",
    over(
      "resources: [cm.yaml, dep.yaml]\nvars: [{name: VX, objref: {apiVersion: v1, kind: ConfigMap, name: cm}}]\nnamePrefix: p-\n",
    ),
  ],
  [
    "vars missing",
    over("resources: [cm.yaml, dep.yaml]\nvars: [{name: VX, objref: {apiVersion: v1, kind: ConfigMap, name: nope}}]\n"),
  ],
  [
    "vars unused",
    over("resources: [cm.yaml]\nvars: [{name: VX, objref: {apiVersion: v1, kind: ConfigMap, name: cm}}]\n"),
  ],
  [
    "config images",
    over(all + 'configurations: [c.yaml]\nimages: [{name: img, newTag: "9"}]\n', {
      "c.yaml": "images: [{path: spec/image, kind: Foo}]\nnamePrefix: [{path: metadata/name}]\n",
      "rest.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {image: 'img:1'}\n",
    }),
  ],
  [
    "config nameref",
    {
      "r.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {cmRef: cm, hr: hr}\n---\n" + cm,
      "c.yaml": "nameReference: [{kind: ConfigMap, version: v1, fieldSpecs: [{path: spec/cmRef, kind: Foo}]}]\n",
      "kustomization.yaml": "resources: [r.yaml]\nconfigurations: [c.yaml]\nnamePrefix: p-\n",
    },
  ],
  [
    "config varref",
    {
      "r.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {x: 'v-$(V)'}\n---\n" + cm,
      "c.yaml": "varReference: [{path: spec/x, kind: Foo}]\n",
      "kustomization.yaml":
        "resources: [r.yaml]\nconfigurations: [c.yaml]\nvars: [{name: V, objref: {apiVersion: v1, kind: ConfigMap, name: cm}, fieldref: {fieldpath: data.b}}]\n",
    },
  ],
  ["fifo", over(all + "sortOptions: {order: fifo}\n")],
  [
    "legacy sort opts",
    over(
      all +
        "sortOptions: {order: legacy, legacySortOptions: {orderFirst: [Service, Deployment], orderLast: [ConfigMap]}}\n",
    ),
  ],
  ["images regex", over(all + 'images: [{name: "ngin.", newTag: "9"}, {name: x, newName: yy, digest: "sha256:aa"}]\n')],
  ["images suffix", over(all + "images: [{name: nginx, tagSuffix: -deb}]\n")],
  ["images twice", over(all + 'images: [{name: nginx, newName: other}, {name: other, newTag: "5"}]\n')],
  [
    "image none",
    {
      "r.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: x}, {name: y, image: null}, {name: z, image: 'nginx'}]}}}\n",
      "kustomization.yaml": "resources: [r.yaml]\nimages: [{name: nginx, newTag: '1'}]\n",
    },
  ],
  [
    "image tag number",
    { "r.yaml": dep, "kustomization.yaml": "resources: [r.yaml]\nimages: [{name: nginx, newTag: 1.5}]\n" },
  ],
  ["replicas", over(all + "replicas: [{name: web, count: 4}, {name: st, count: 3}]\nnamePrefix: p-\n")],
  ["replicas prefixed", over(all + "replicas: [{name: p-web, count: 4}]\nnamePrefix: p-\n")],
  ["replicas zero", over(all + "replicas: [{name: web, count: 0}]\n")],
  [
    "kind change",
    over(
      'resources: [dep.yaml]\npatches: [{target: {kind: Deployment}, options: {allowKindChange: true, allowNameChange: true}, patch: "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: q}}"}]\n',
    ),
  ],
  [
    "kind change no",
    over(
      'resources: [dep.yaml]\npatches: [{target: {kind: Deployment}, patch: "{apiVersion: foo/v9, kind: StatefulSet, metadata: {name: q, namespace: zz}, spec: {x: 1}}"}]\n',
    ),
  ],
  [
    "patch multi file",
    over(all + "patches: [{path: p.yaml}]\n", {
      "p.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: patched}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 7}\n",
    }),
  ],
  [
    "patch multi with target",
    over(all + "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n", {
      "p.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: patched}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {z: y}\n",
    }),
  ],
  [
    "patch json file",
    over(all + "patches: [{path: p.json, target: {kind: ConfigMap}}]\n", {
      "p.json": '[{"op":"add","path":"/data/zz","value":"1"}]',
    }),
  ],
  [
    "patch json yaml file",
    over(all + "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n", {
      "p.yaml": "- op: add\n  path: /data/zz\n  value: 1\n- {op: copy, from: /data/nope, path: /data/q}\n",
    }),
  ],
  [
    "patch json two docs",
    over(all + "patches: [{path: p.yaml, target: {kind: ConfigMap}}]\n", {
      "p.yaml": '- op: add\n  path: /data/zz\n  value: "1"\n---\n- {op: remove, path: /data/a}\n',
    }),
  ],
  ["patch empty file", over(all + "patches: [{path: p.yaml}]\n", { "p.yaml": "# nothing\n" })],
  [
    "patch inline spaces",
    over(
      all +
        "patches:\n- patch: |\n\n    ---\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: cm}\n    data: {a: p}\n",
    ),
  ],
  ["patch both", over(all + 'patches: [{path: p.yaml, patch: "x"}]\n', { "p.yaml": "a" })],
  ["patch missing file", over(all + "patches: [{path: nope.yaml}]\n")],
  [
    "patch no name",
    over(all + 'patches: [{patch: "{apiVersion: v1, kind: ConfigMap, data: {a: z}}", target: {kind: ConfigMap}}]\n'),
  ],
  [
    "patch no kind",
    over(all + 'patches: [{patch: "{metadata: {name: x}, data: {a: z}}", target: {kind: ConfigMap}}]\n'),
  ],
  ["patch no apiVersion", over(all + 'patches: [{patch: "{kind: ConfigMap, metadata: {name: cm}, data: {a: z}}"}]\n')],
  [
    "patch no apiVersion target",
    over(all + 'patches: [{patch: "{kind: ConfigMap, metadata: {name: cm}, data: {a: z}}", target: {name: cm}}]\n'),
  ],
  [
    "patch target empty",
    over(
      all + 'patches: [{patch: "{kind: ConfigMap, apiVersion: v1, metadata: {name: cm}, data: {a: z}}", target: {}}]\n',
    ),
  ],
  [
    "patch json no target",
    over(all + 'patches: [{patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/x\\",\\"value\\":1}]"}]\n'),
  ],
  [
    "patch target version group",
    over(
      all +
        'patches: [{target: {group: apps, version: v1}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/spec/zz\\",\\"value\\":1}]"}]\n',
    ),
  ],
  [
    "patch target core group",
    over(
      all +
        'patches: [{target: {group: "", kind: ConfigMap}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/data/zz\\",\\"value\\":\\"1\\"}]"}]\n',
    ),
  ],
  [
    "patch target regex alt",
    over(
      all +
        'patches: [{target: {kind: "Config.*|Secret", name: "c.|sec"}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/zz\\",\\"value\\":1}]"}]\n',
    ),
  ],
  [
    "patch target ns default",
    over(
      all +
        'patches: [{target: {namespace: default, kind: ConfigMap}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/zz\\",\\"value\\":1}]"}]\n',
    ),
  ],
  [
    "patch target ns cluster",
    over(
      all +
        'patches: [{target: {namespace: .*, kind: ClusterRole}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/zz\\",\\"value\\":1}]"}]\n',
    ),
  ],
  [
    "patchesJson6902 path",
    over(all + "patchesJson6902: [{target: {version: v1, kind: ConfigMap, name: cm}, path: p.yaml}]\n", {
      "p.yaml": '- {op: add, path: /data/zz, value: "1"}\n',
    }),
  ],
  [
    "patchesJson6902 none",
    over(all + "patchesJson6902: [{target: {version: v1, kind: ConfigMap, name: nope}, path: p.yaml}]\n", {
      "p.yaml": '- {op: add, path: /data/zz, value: "1"}\n',
    }),
  ],
  [
    "psm file",
    over(all + "patchesStrategicMerge: [p.yaml]\n", {
      "p.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {a: null}\n",
    }),
  ],
  ["psm missing", over(all + "patchesStrategicMerge: [nope.yaml]\n")],
  [
    "psm delete",
    over(all + 'patchesStrategicMerge: ["{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, $patch: delete}"]\n'),
  ],
  [
    "component nested",
    {
      "base.yaml": cm,
      "kustomization.yaml": "resources: [base.yaml]\ncomponents: [c1, c2]\nnamePrefix: top-\n",
      "c1/kustomization.yaml":
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c1-\ncomponents: [../c3]\nresources: [r.yaml]\n",
      "c1/r.yaml": cm.replace("cm", "cm2"),
      "c2/kustomization.yaml":
        'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{target: {name: cm}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/data/c2\\",\\"value\\":\\"1\\"}]"}]\n',
      "c3/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -c3\n",
    },
  ],
  [
    "component twice",
    {
      "base.yaml": cm,
      "kustomization.yaml": "resources: [base.yaml]\ncomponents: [c1, c1]\n",
      "c1/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: c1-\n",
    },
  ],
  [
    "component wrong version",
    {
      "base.yaml": cm,
      "kustomization.yaml": "resources: [base.yaml]\ncomponents: [c1]\n",
      "c1/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Component\nnamePrefix: c1-\n",
    },
  ],
  ["component missing", { "base.yaml": cm, "kustomization.yaml": "resources: [base.yaml]\ncomponents: [c1]\n" }],
  ["component is file", { "base.yaml": cm, "kustomization.yaml": "resources: [base.yaml]\ncomponents: [base.yaml]\n" }],
  [
    "same base twice",
    { "b/kustomization.yaml": "resources: [r.yaml]\n", "b/r.yaml": cm, "kustomization.yaml": "resources: [b, b]\n" },
  ],
  [
    "diamond",
    {
      "b/kustomization.yaml": "resources: [r.yaml]\n",
      "b/r.yaml": cm,
      "x/kustomization.yaml": "resources: [../b]\nnamePrefix: x-\n",
      "yy/kustomization.yaml": "resources: [../b]\nnamePrefix: y-\n",
      "kustomization.yaml":
        'resources: [x, yy]\npatches: [{target: {name: x-cm}, patch: "[{\\"op\\":\\"add\\",\\"path\\":\\"/data/q\\",\\"value\\":\\"1\\"}]"}]\n',
    },
  ],
  [
    "diamond patch orig",
    {
      "b/kustomization.yaml": "resources: [r.yaml]\n",
      "b/r.yaml": cm,
      "x/kustomization.yaml": "resources: [../b]\nnamePrefix: x-\n",
      "yy/kustomization.yaml": "resources: [../b]\nnamePrefix: y-\n",
      "kustomization.yaml":
        "resources: [x, yy]\npatches: [{patch: \"{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {nnn: '1'}}\"}]\n",
    },
  ],
  [
    "diamond refs",
    {
      "b/kustomization.yaml": "resources: [dep.yaml]\nconfigMapGenerator: [{name: cm, literals: [a=b]}]\n",
      "b/dep.yaml": dep,
      "x/kustomization.yaml": "resources: [../b]\nnamePrefix: x-\n",
      "yy/kustomization.yaml": "resources: [../b]\nnamePrefix: y-\n",
      "kustomization.yaml": "resources: [x, yy]\nnamePrefix: top-\n",
    },
  ],
  [
    "diamond ns refs",
    {
      "b/kustomization.yaml": "resources: [dep.yaml]\nconfigMapGenerator: [{name: cm, literals: [a=b]}]\n",
      "b/dep.yaml": dep,
      "x/kustomization.yaml": "resources: [../b]\nnamespace: x\n",
      "yy/kustomization.yaml": "resources: [../b]\nnamespace: y\n",
      "kustomization.yaml": "resources: [x, yy]\n",
    },
  ],
  [
    "local config",
    {
      "r.yaml":
        cm +
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: lc, annotations: {config.kubernetes.io/local-config: 'true'}}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  [
    "local config false",
    {
      "r.yaml":
        cm +
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: lc, annotations: {config.kubernetes.io/local-config: 'false'}}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  [
    "lists",
    {
      "r.yaml":
        "apiVersion: v1\nkind: ConfigMapList\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: q}}\n---\napiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items: [{apiVersion: v1, kind: ConfigMap, metadata: {name: deep}}]\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  [
    "list empty",
    {
      "r.yaml": "apiVersion: v1\nkind: List\nitems: []\n",
      "c.yaml": cm,
      "kustomization.yaml": "resources: [r.yaml, c.yaml]\n",
    },
  ],
  [
    "list noitems",
    { "r.yaml": "apiVersion: v1\nkind: List\n", "c.yaml": cm, "kustomization.yaml": "resources: [r.yaml, c.yaml]\n" },
  ],
  [
    "list custom kind",
    {
      "r.yaml":
        "apiVersion: example.com/v1\nkind: AllowList\nmetadata: {name: al}\nspec: {x: 1}\n---\napiVersion: example.com/v1\nkind: BlockList\nspec: {}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  ["empty resource file", { "r.yaml": "", "c.yaml": cm, "kustomization.yaml": "resources: [r.yaml, c.yaml]\n" }],
  [
    "comment resource file",
    { "r.yaml": "# hi\n---\n# ho\n", "c.yaml": cm, "kustomization.yaml": "resources: [r.yaml, c.yaml]\n" },
  ],
  ["scalar resource", { "r.yaml": "hello\n", "kustomization.yaml": "resources: [r.yaml]\n" }],
  ["seq resource", { "r.yaml": "- a\n", "kustomization.yaml": "resources: [r.yaml]\n" }],
  [
    "numeric name",
    {
      "r.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 5}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  [
    "no apiVersion",
    { "r.yaml": "kind: ConfigMap\nmetadata: {name: a}\n", "kustomization.yaml": "resources: [r.yaml]\n" },
  ],
  [
    "generateName",
    {
      "r.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  ["resources []", { "kustomization.yaml": "resources: []\n" }],
  ["resources null", { "kustomization.yaml": "resources:\n" }],
  ["empty file", { "kustomization.yaml": "" }],
  ["comment kust", { "kustomization.yaml": "# x\n---\nresources: [r.yaml]\n", "r.yaml": cm }],
  ["two doc kust", { "kustomization.yaml": "resources: [r.yaml]\n---\nnamePrefix: x-\n", "r.yaml": cm }],
  ["case keys", { "kustomization.yaml": "Resources: [r.yaml]\nnameprefix: x-\n", "r.yaml": cm }],
  ["namePrefix number", { "kustomization.yaml": "resources: [r.yaml]\nnamePrefix: 5\n", "r.yaml": cm }],
  ["unknown nested", { "kustomization.yaml": "resources: [r.yaml]\npatches: [{paht: x}]\n", "r.yaml": cm }],
  ["resources string", { "kustomization.yaml": "resources: r.yaml\n", "r.yaml": cm }],
  ["namespace empty str", { "kustomization.yaml": "resources: [r.yaml]\nnamespace: ''\n", "r.yaml": cm }],
  ["dup resource path", { "kustomization.yaml": "resources: [r.yaml, ./r.yaml]\n", "r.yaml": cm }],
  [
    "resource dir slash",
    { "kustomization.yaml": "resources: [./b/]\n", "b/kustomization.yaml": "resources: [r.yaml]\n", "b/r.yaml": cm },
  ],
  [
    "resource kustomization itself",
    {
      "kustomization.yaml": "resources: [b/kustomization.yaml]\n",
      "b/kustomization.yaml": "resources: [r.yaml]\n",
      "b/r.yaml": cm,
    },
  ],
  ["resource self dir", { "kustomization.yaml": "resources: [.]\n" }],
  [
    "resource parent dir",
    { "a/kustomization.yaml": "resources: [..]\n", "kustomization.yaml": "resources: [r.yaml]\n", "r.yaml": cm },
    "a",
  ],
  ["crds", { "kustomization.yaml": "resources: [r.yaml]\ncrds: [nope.json]\n", "r.yaml": cm }],
  ["helmCharts", { "kustomization.yaml": "resources: [r.yaml]\nhelmCharts: [{name: x}]\n", "r.yaml": cm }],
  [
    "inventory",
    {
      "kustomization.yaml": "resources: [r.yaml]\ninventory: {type: ConfigMap, configMap: {name: a, namespace: b}}\n",
      "r.yaml": cm,
    },
  ],
  [
    "rep create seq",
    over(
      'resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.0.image, "metadata.annotations.[a.b/c]", spec.new.deep.field], options: {create: true}}]}]\n',
    ),
  ],
  [
    "rep missing field",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.nope.x]}]}]\n",
    ),
  ],
  [
    "rep missing src field",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.zzz}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.x], options: {create: true}}]}]\n",
    ),
  ],
  [
    "rep no target match",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Nope}, fieldPaths: [spec.x]}]}]\n",
    ),
  ],
  [
    "rep whole map",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels]}]}]\n",
    ),
  ],
  [
    "rep wildcard",
    over(
      'resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.volumes.*.name"]}]}]\n',
    ),
  ],
  [
    "rep delim prefix",
    over(
      'resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=c].image"], options: {delimiter: ":", index: -1}}]}]\n',
    ),
  ],
  [
    "rep delim suffix",
    over(
      'resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: ["spec.template.spec.containers.[name=c].image"], options: {delimiter: ":", index: 9}}]}]\n',
    ),
  ],
  [
    "rep source prefixed",
    over(
      "resources: [cm.yaml, dep.yaml]\nnamePrefix: p-\nreplacements: [{source: {kind: ConfigMap, name: cm}, targets: [{select: {kind: Deployment, name: web}, fieldPaths: [metadata.annotations.x], options: {create: true}}]}]\n",
    ),
  ],
  [
    "rep reject",
    over(
      all +
        'replacements: [{source: {kind: ConfigMap, name: cm}, targets: [{select: {kind: "Deployment|StatefulSet"}, reject: [{kind: StatefulSet}], fieldPaths: [metadata.annotations.x], options: {create: true}}]}]\n',
    ),
  ],
  [
    "rep escaped dot",
    over(
      all +
        'replacements: [{source: {kind: ConfigMap, name: cm}, targets: [{select: {kind: Ingress}, fieldPaths: ["metadata.annotations.nginx\\\\.ingress\\\\.kubernetes\\\\.io/auth-secret"]}]}]\n',
    ),
  ],
  [
    "rep number type",
    {
      "r.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {n: '5'}\n---\napiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {n: 1, s: x, q: 'y'}\n",
      "kustomization.yaml":
        "resources: [r.yaml]\nreplacements:\n- {source: {kind: ConfigMap, fieldPath: data.n}, targets: [{select: {kind: Foo}, fieldPaths: [spec.n, spec.s, spec.q]}]}\n- {source: {kind: Foo, fieldPath: spec.n}, targets: [{select: {kind: ConfigMap}, fieldPaths: [data.m], options: {create: true}}]}\n",
    },
  ],
  [
    "rep default target",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}}]}]\n",
    ),
  ],
  [
    "rep seq index oob",
    over(
      "resources: [cm.yaml, dep.yaml]\nreplacements: [{source: {kind: ConfigMap, fieldPath: data.a}, targets: [{select: {kind: Deployment}, fieldPaths: [spec.template.spec.containers.5.image]}]}]\n",
    ),
  ],
  [
    "tr namespace unset",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: t, namespace: zz}\nunsetOnly: true\nfieldSpecs: [{path: metadata/namespace, create: true}]\n",
    }),
  ],
  [
    "tr ns subjects all",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: t, namespace: zz}\nsetRoleBindingSubjects: allServiceAccounts\nfieldSpecs: [{path: metadata/namespace, create: true}]\n",
    }),
  ],
  [
    "tr prefix",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: t}\nprefix: pp-\nfieldSpecs: [{path: metadata/name}]\n",
    }),
  ],
  [
    "tr labels",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {x: y}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
    }),
  ],
  [
    "tr anno",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: AnnotationsTransformer\nmetadata: {name: t}\nannotations: {x: y}\nfieldSpecs: [{path: metadata/annotations, create: true}]\n",
    }),
  ],
  [
    "tr replicas",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: ReplicaCountTransformer\nmetadata: {name: t}\nreplica: {name: web, count: 6}\nfieldSpecs: [{path: spec/replicas, create: true, kind: Deployment}]\n",
    }),
  ],
  [
    "tr json6902",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        'apiVersion: builtin\nkind: PatchJson6902Transformer\nmetadata: {name: t}\ntarget: {kind: ConfigMap, name: cm}\njsonOp: \'[{"op":"add","path":"/data/k","value":"v"}]\'\n',
    }),
  ],
  [
    "tr psm",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: PatchStrategicMergeTransformer\nmetadata: {name: t}\npatches: '{apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {k: v}}'\n",
    }),
  ],
  [
    "tr dir",
    over(all + "transformers: [td]\n", {
      "td/kustomization.yaml": "resources: [t.yaml]\n",
      "td/t.yaml":
        "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: t}\nlabels: {x: y}\nfieldSpecs: [{path: metadata/labels, create: true}]\n",
    }),
  ],
  [
    "tr inline",
    over(
      all +
        "transformers:\n- |\n  apiVersion: builtin\n  kind: LabelTransformer\n  metadata: {name: t}\n  labels: {x: y}\n  fieldSpecs: [{path: metadata/labels, create: true}]\n",
    ),
  ],
  [
    "tr replacement",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: ReplacementTransformer\nmetadata: {name: t}\nreplacements: [{source: {kind: ConfigMap, name: cm}, targets: [{select: {kind: Deployment}, fieldPaths: [metadata.annotations.x], options: {create: true}}]}]\n",
    }),
  ],
  [
    "tr unknown",
    over(all + "transformers: [t.yaml]\n", {
      "t.yaml": "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: t}\n",
    }),
  ],
  [
    "gen builtin",
    over(all + "generators: [t.yaml]\n", {
      "t.yaml":
        "apiVersion: builtin\nkind: ConfigMapGenerator\nmetadata: {name: gg}\nliterals: [a=b]\n---\napiVersion: builtin\nkind: SecretGenerator\nmetadata: {name: gs}\nliterals: [a=b]\n",
    }),
  ],
  ["validators missing", over(all + "validators: [t.yaml]\n")],
  [
    "anchors in kust",
    { "kustomization.yaml": "resources: [r.yaml]\ncommonLabels: &l {a: b}\ncommonAnnotations: *l\n", "r.yaml": cm },
  ],
  [
    "multi-namespace sa ref",
    {
      "r.yaml":
        "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: n1}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: sa, namespace: n2}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: rb, namespace: n1}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}\nsubjects: [{kind: ServiceAccount, name: sa, namespace: n2}]\n",
      "kustomization.yaml": "resources: [r.yaml]\nnamePrefix: p-\n",
    },
  ],
  ["labels conflict", over(all + "commonLabels: {a: b}\nlabels: [{pairs: {a: c}}]\n")],
  ["label value number", { "kustomization.yaml": "resources: [r.yaml]\ncommonLabels: {a: 5}\n", "r.yaml": cm }],
  ["dup yaml key kust", { "kustomization.yaml": "resources: [r.yaml]\nresources: [r.yaml]\n", "r.yaml": cm }],
  ["tabs", { "kustomization.yaml": "resources:\n\t- r.yaml\n", "r.yaml": cm }],
  ["bom", { "kustomization.yaml": "\uFEFFresources: [r.yaml]\n", "r.yaml": "\uFEFF" + cm }],
  [
    "odd scalars",
    {
      "r.yaml":
        "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {a: 1e3, b: .5, c: 0o17, d: 1_0.5, e: 12e03, f: +5, g: 0b11, h: 0755, i: 089, j: 1:30, k: '', l: !!str 5, m: !!int '7', n: 0x, o: 1., p: 123456789012345678901, q: -0, r: 9007199254740993, s: 1.0, t: 100000000000000000000.5, v: 2001-12-14 21:59:43, w: !!binary aGk=, x: 0.1e-7}\n",
      "kustomization.yaml": "resources: [r.yaml]\n",
    },
  ],
  [
    "openapi",
    {
      "kustomization.yaml":
        'resources: [r.yaml]\nopenapi: {path: s.json}\npatches: [{target: {kind: Foo}, patch: "{apiVersion: example.com/v1, kind: Foo, metadata: {name: f}, spec: {template: {spec: {containers: [{name: a, image: new}]}}}}"}]\n',
      "r.yaml":
        "apiVersion: example.com/v1\nkind: Foo\nmetadata: {name: f}\nspec: {template: {spec: {containers: [{name: a, image: old, command: [x]}, {name: b}]}}}\n",
      "s.json": JSON.stringify({
        definitions: {
          "v1.Foo": {
            type: "object",
            properties: {
              spec: {
                type: "object",
                properties: {
                  template: {
                    type: "object",
                    properties: {
                      spec: {
                        type: "object",
                        properties: {
                          containers: {
                            type: "array",
                            items: { type: "object" },
                            "x-kubernetes-patch-merge-key": "name",
                            "x-kubernetes-patch-strategy": "merge",
                          },
                        },
                      },
                    },
                  },
                },
              },
            },
            "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Foo", version: "v1" }],
          },
        },
      }),
    },
  ],
];
