/**
 * Oddities of kustomize that real repositories run into, each once asked of the real one: what a patch does to the
 * type of a value, what a pattern may say, what a List, an annotation, a key or an image may be. Long because it is a table.
 */
type Files = Record<string, string>;

export const oddCases: readonly (readonly [about: string, files: Files, directory?: string])[] = [
  [
    "list doc empty",
    {
      "kustomization.yaml": "resources: [x.yaml]\n",
      "x.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n---\n[]\n",
    },
  ],
  [
    "annotations of what is called StatefulSet elsewhere",
    {
      "kustomization.yaml": "resources: [x.yaml]\ncommonAnnotations: {a: b}\ncommonLabels: {c: d}\n",
      "x.yaml": "apiVersion: apps.example/v1\nkind: StatefulSet\nmetadata: {name: x}\nspec: {template: {spec: {}}}\n",
    },
  ],
  [
    "annotation num",
    {
      "kustomization.yaml": "resources: [x.yaml]\nnamePrefix: p-\n",
      "x.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a: 5, b: true, c: 1.10, d: null}}\n",
    },
  ],
  [
    "annotation num ns",
    {
      "kustomization.yaml": "resources: [x.yaml]\nnamespace: p\n",
      "x.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a: 1.10, b: '1.10', c: 2020-01-01, d: ~}}\n",
    },
  ],
  [
    "annotation num patch",
    {
      "kustomization.yaml":
        "resources: [x.yaml]\npatches: [{patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {q: r}}'}]\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a: 1.10, b: '1.10', d: ~}}\n",
    },
  ],
  [
    "annotations empty",
    {
      "kustomization.yaml": "resources: [x.yaml]\nnamespace: p\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {}, labels: {}}\n",
    },
  ],
  [
    "annotations string",
    {
      "kustomization.yaml": "resources: [x.yaml]\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: foo}\n",
    },
  ],
  [
    "List w null item",
    { "kustomization.yaml": "resources: [x.yaml]\n", "x.yaml": "apiVersion: v1\nkind: List\nitems:\n- null\n" },
  ],
  [
    "patch label removal",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml":
        "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: x\n      labels:\n        app: null\n      annotations: null\n    \n",
    },
  ],
  [
    "patch list in HR",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml":
        "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: hr}\n    spec: {values: {list: [{name: b, v: 9}], image: {tag: 5}}, valuesFrom: [{kind: Secret, name: s}]}\n",
    },
  ],
  [
    "target labelSelector gt",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml":
        "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches:\n- target: {labelSelector: 'app > 5'}\n  patch: |-\n    - op: add\n      path: /metadata/labels/z\n      value: q\n",
    },
  ],
  [
    "target regex (?i)",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml":
        "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches:\n- target: {name: '(?i)WEB'}\n  patch: |-\n    - op: add\n      path: /metadata/labels/z\n      value: q\n",
    },
  ],
  [
    "target regex posix",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml":
        "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches:\n- target: {name: '[[:alpha:]]+', kind: Deployment}\n  patch: |-\n    - op: add\n      path: /metadata/labels/z\n      value: q\n",
    },
  ],
  [
    "patch file list kind",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml": "resources: [cm.yaml, dep.yaml, hr.yaml]\npatches: [{path: p.yaml}]\n",
      "p.yaml":
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {q: x}}\n",
    },
  ],
  [
    "psm file list",
    {
      "cm.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {app: x}}\ndata: {a: one, b: two}\n",
      "dep.yaml":
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}, annotations: {n: y}}\nspec:\n  replicas: 1\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      serviceAccountName: sa\n      containers:\n      - {name: main, image: 'nginx:1.0', env: [{name: A, value: '1'}, {name: B, valueFrom: {configMapKeyRef: {name: cm, key: a}}}], ports: [{containerPort: 80}, {containerPort: 81, protocol: UDP}], volumeMounts: [{name: v, mountPath: /a}]}\n      - {name: side, image: 'reg:5000/side@sha256:abc'}\n      volumes: [{name: v, configMap: {name: cm}}]\n",
      "hr.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: hr}\nspec:\n  chart: {spec: {chart: c, version: 1.0.0}}\n  values: {image: {repository: r, tag: '1'}, list: [{name: a, v: 1}, {name: b, v: 2}]}\n  valuesFrom: [{kind: ConfigMap, name: cm}]\n",
      "kustomization.yaml": "resources: [cm.yaml, dep.yaml, hr.yaml]\npatchesStrategicMerge: [p.yaml]\n",
      "p.yaml":
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: cm}, data: {q: x}}\n",
    },
  ],
  [
    "images nested containers strings",
    {
      "kustomization.yaml": "resources: [x.yaml]\nimages: [{name: a, newTag: '5'}]\n",
      "x.yaml":
        "apiVersion: x/v1\nkind: Foo\nmetadata: {name: c}\nspec: {values: {containers: [a, b], initContainers: foo}}\n",
    },
  ],
  [
    "images image map",
    {
      "kustomization.yaml": "resources: [x.yaml]\nimages: [{name: a, newTag: '5'}]\n",
      "x.yaml":
        "apiVersion: x/v1\nkind: Foo\nmetadata: {name: c}\nspec: {values: {containers: [{image: {repository: a, tag: b}}]}}\n",
    },
  ],
  [
    "images image map template",
    {
      "kustomization.yaml": "resources: [x.yaml]\nimages: [{name: a, newTag: '5'}]\n",
      "x.yaml":
        "apiVersion: x/v1\nkind: Foo\nmetadata: {name: c}\nspec: {template: {spec: {containers: [{image: {repository: a, tag: b}}]}}}\n",
    },
  ],
  [
    "ann num plain",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a: 1.10, b: ~}}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "ann null plain",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: null}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "quoted by num",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "quoted by num T",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "dquoted by float",
    {
      "x.yaml":
        'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: "1"\n',
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 1.10\n",
    },
  ],
  [
    "quoted by bool",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: true\n",
    },
  ],
  [
    "quoted by date",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 2020-01-01\n",
    },
  ],
  [
    "quoted by octal",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 0755\n",
    },
  ],
  [
    "literal by num",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: |\n      x\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "quoted by num after json",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    - {op: add, path: /spec/x, value: y}\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "quoted str by num after json",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: 'v1'\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    - {op: add, path: /spec/x, value: y}\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "quoted by num then base",
    {
      "b/kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
      "b/x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: '1'\n",
      "kustomization.yaml":
        "resources: [b]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 6.0\n",
    },
  ],
  [
    "json file by num",
    {
      "x.json":
        '{"apiVersion":"helm.toolkit.fluxcd.io/v2","kind":"HelmRelease","metadata":{"name":"h"},"spec":{"values":{"tag":"v1"}}}',
      "kustomization.yaml":
        "resources: [x.json]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: 5\n",
    },
  ],
  [
    "env value num",
    {
      "x.yaml":
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, env: [{name: A, value: "1"}]}]}}}\n',
      "kustomization.yaml":
        "resources: [x.yaml]\npatches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {template: {spec: {containers: [{name: c, env: [{name: A, value: 7}]}]}}}}'}]\n",
    },
  ],
  [
    "quoted key",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {'5': x, true: y, 1.0: z}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "inf",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    a: -.inf\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "target labels null",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {q: r}}\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches: [{target: {kind: ConfigMap}, patch: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, labels: null}, data: {x: y}}'}]\n",
    },
  ],
  [
    "List order",
    {
      "x.yaml":
        "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Foo, metadata: {name: z}}\n---\napiVersion: v1\nkind: Foo\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\nsortOptions: {order: fifo}\n",
    },
  ],
  [
    "List items null",
    {
      "x.yaml": "apiVersion: v1\nkind: List\nitems:\n---\napiVersion: v1\nkind: Foo\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "List items string",
    { "x.yaml": "apiVersion: v1\nkind: List\nitems: foo\n", "kustomization.yaml": "resources: [x.yaml]\n" },
  ],
  [
    "patch empty list",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\npatches:\n- patch: '[]'\n  target: {kind: ConfigMap}\n",
    },
  ],
  [
    "json patch file [ yaml-ish",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml": "resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  path: p.yaml\n",
      "p.yaml": "[{op: add, path: /data/q, value: w}]\n",
    },
  ],
  [
    "json patch inline [ trailing comma",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \'[{"op":"add","path":"/data/q","value":"w",},]\'\n',
    },
  ],
  [
    "json patch no value",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \'[{"op":"add","path":"/data/q"}]\'\n',
    },
  ],
  [
    "json patch path no slash",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \'[{"op":"add","path":"data/q","value":"w"}]\'\n',
    },
  ],
  [
    "json patch remove name",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \'[{"op":"remove","path":"/metadata/name"}]\'\n',
    },
  ],
  [
    "json patch remove kind",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {x: y}",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: \'[{"op":"remove","path":"/kind"}]\'\n',
    },
  ],
  [
    "json patch add to list number",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    list: [a, b]\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    - {op: add, path: /spec/values/list/1, value: z}\n    - {op: add, path: /spec/values/list/3, value: y}\n    - {op: add, path: /spec/values/list/-, value: w}\n    - {op: remove, path: /spec/values/list/0}\n    - {op: replace, path: /spec/values/list/0, value: zz}\n    - {op: test, path: /spec/values/list/1, value: b}\n",
    },
  ],
  [
    "regex named group",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: abc}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'(?P<x>a)bc\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex escaped dash",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a-b}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'a\\-b\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex {",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'a{b'}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'a{b\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex lookahead",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: abc}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'(?=a)abc\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex backref",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aa}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'(a)\\1\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex nested quant",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aa}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'(a+)+\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "regex \\z",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: aa}\n",
      "kustomization.yaml":
        'resources: [x.yaml]\npatches: [{target: {name: \'\\Aaa\\z\'}, patch: \'[{"op":"add","path":"/data","value":{}}]\'}]\n',
    },
  ],
  [
    "int key",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {5: x}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "null key",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {null: x}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "int key deep",
    {
      "x.yaml": "apiVersion: x/v1\nkind: Foo\nmetadata: {name: a}\nspec: {values: {tcp: {22: 'a/b:22'}}}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "ann map value",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, annotations: {a: {b: c}}}\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "ann number json patch",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: ConfigMap}\n  patch: |-\n    - {op: add, path: /metadata/annotations/x, value: 5}\n    - {op: add, path: /metadata/labels, value: {a: 5}}\n",
    },
  ],
  [
    "crds field CRD manifest",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\ncrds: [crd.yaml]\n",
      "crd.yaml":
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: c.x}\nspec: {names: {kind: C}}\n",
    },
  ],
  [
    "openapi version",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\nopenapi: {version: v1.20.4}\n",
    },
  ],
  [
    "sortOptions bad",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\nsortOptions: {order: foo}\n",
    },
  ],
  [
    "sortOptions fifo legacy",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml":
        "resources: [x.yaml]\nsortOptions: {order: fifo, legacySortOptions: {orderFirst: [a], orderLast: [b]}}\n",
    },
  ],
  [
    "remote ish dir",
    {
      "github.com/x/kustomization.yaml": "resources: [a.yaml]\n",
      "github.com/x/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [github.com/x]\n",
    },
  ],
  [
    "dir .git suffix",
    {
      "foo.git/kustomization.yaml": "resources: [a.yaml]\n",
      "foo.git/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [./foo.git]\n",
    },
  ],
  [
    "resource null",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml, null]\n",
    },
  ],
  [
    "plain num by quoted",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    tag: 1\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- patch: |-\n    apiVersion: helm.toolkit.fluxcd.io/v2\n    kind: HelmRelease\n    metadata: {name: h}\n    spec:\n      values:\n        tag: '5'\n",
    },
  ],
  [
    "null in list",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\nlist: [null]\n",
      "kustomization.yaml": "resources: [x.yaml]\n",
    },
  ],
  [
    "json patch idx 01",
    {
      "x.yaml":
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: h}\nspec:\n  values:\n    list: [a, b]\n",
      "kustomization.yaml":
        "resources: [x.yaml]\npatches:\n- target: {kind: HelmRelease}\n  patch: |-\n    - {op: replace, path: /spec/values/list/01, value: z}\n",
    },
  ],
  [
    "component prefix + namespace",
    {
      "c/kustomization.yaml":
        "kind: Component\nnamePrefix: c-\nnamespace: q\nimages: [{name: n, newTag: '2'}]\nlabels: [{pairs: {a: b}}]\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\ncomponents: [c]\nnamePrefix: t-\nnamespace: z\n",
    },
  ],
  [
    "gen env crlf",
    {
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n",
      "kustomization.yaml": "resources: [x.yaml]\nconfigMapGenerator: [{name: g, envs: [e]}]\n",
      e: "A=1\r\nB=2\r\n# x\r\n\r\n",
    },
  ],
  [
    "images spec string CR",
    {
      "kustomization.yaml": "resources: [x.yaml]\nimages: [{name: a, newTag: '5'}]\n",
      "x.yaml": "apiVersion: x/v1\nkind: Foo\nmetadata: {name: c}\nspec: foo\n",
    },
  ],
  [
    "blocks that end with a file that does not end its last line",
    {
      "kustomization.yaml": "resources: [x.yaml, y.yaml, z.yaml, w.yaml]\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: |\n    one\n    two",
      "y.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata:\n  k: >\n    one\n    two  ",
      "z.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  k: |+\n    one\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: d}\ndata:\n  k: |+\n    one",
      "w.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: e}\ndata:\n  k: |\n    one\n  ",
    },
  ],
  [
    "quotes that go on at any indentation",
    {
      "kustomization.yaml": "resources: [x.yaml]\n",
      "x.yaml":
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: 'it''s one\n  thing: that  \n\n  \"goes\" on'\n  l: \"two\n things # \\\"\n   here\"\n  m: 'x\n  y'\n",
    },
  ],
  [
    "a quote that never ends",
    {
      "kustomization.yaml": "resources: [x.yaml]\n",
      "x.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  k: 'one\n  thing\n  l: x\n",
    },
  ],
  [
    "replacement paths that begin with a dot",
    {
      "kustomization.yaml":
        "resources: [x.yaml]\nreplacements:\n- source: {kind: Foo, name: f, fieldPath: .spec.a}\n  targets: [{select: {kind: Bar}, fieldPaths: [.spec.b, '.metadata.annotations.[x.y/z]', 'spec.list.[name=a.b].v', 'spec.d\\.e']}]\n",
      "x.yaml":
        "apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {a: z}\n---\napiVersion: x/v1\nkind: Bar\nmetadata: {name: b, annotations: {x.y/z: q}}\nspec: {b: c, list: [{name: a.b, v: q}], d.e: q}\n",
    },
  ],
  ...["{}", '""', "2", "z", "2020-01-02"].flatMap((value) =>
    ["1", "~", "x"].map((old): [string, Files] => [
      `a replacement of ${old} by ${value}`,
      {
        "kustomization.yaml":
          "resources: [x.yaml]\nreplacements:\n- source: {kind: Foo, name: f, fieldPath: spec.a}\n  targets: [{select: {kind: Bar}, fieldPaths: [spec.b]}]\n",
        "x.yaml": `apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {a: ${value}}\n---\napiVersion: x/v1\nkind: Bar\nmetadata: {name: b}\nspec: {b: ${old}}\n`,
      },
    ]),
  ),
  [
    "a replacement of parts that are not there yet",
    {
      "kustomization.yaml":
        "resources: [x.yaml]\nreplacements:\n- source: {kind: Foo, name: f, fieldPath: spec.a}\n  targets:\n  - {select: {kind: Bar}, fieldPaths: [metadata.annotations.q, spec.c], options: {create: true, delimiter: /, index: 1}}\n  - {select: {kind: Bar}, fieldPaths: [spec.d, spec.e], options: {delimiter: ., index: 0}}\n",
      "x.yaml":
        "apiVersion: x/v1\nkind: Foo\nmetadata: {name: f}\nspec: {a: 2}\n---\napiVersion: x/v1\nkind: Bar\nmetadata: {name: b}\nspec: {d: 1.5, e: a.b}\n",
    },
  ],
  ...(["", "base/"] as const).map((at): [string, Files] => [
    `definitions of crds in ${at || "the root"}`,
    {
      [`${at}crds.json`]: JSON.stringify({
        "example.com/pkg/v1.Bee": { Schema: { properties: { apiVersion: {}, kind: {}, metadata: {} } } },
        "example.com/pkg/v1.Kind": {
          Schema: {
            properties: {
              apiVersion: { type: "string" },
              kind: { type: "string" },
              metadata: {},
              spec: { $ref: "example.com/pkg/v1.Spec" },
              status: { "x-kubernetes-object-ref-kind": "Secret" },
            },
          },
        },
        "example.com/pkg/v1.Spec": {
          Schema: {
            properties: {
              beeRef: { "x-kubernetes-object-ref-api-version": "v1", "x-kubernetes-object-ref-kind": "Bee" },
              secretRef: {
                "x-kubernetes-object-ref-api-version": "v1",
                "x-kubernetes-object-ref-kind": "Secret",
                "x-kubernetes-object-ref-name-key": "called",
              },
              own: { "x-kubernetes-identity": "" },
              labels: { "x-kubernetes-label-selector": "" },
              notes: { "x-kubernetes-annotation": "" },
            },
          },
        },
      }),
      [`${at}x.yaml`]:
        "apiVersion: x/v1\nkind: Kind\nmetadata: {name: k}\nspec: {beeRef: {name: b}, secretRef: {called: s, name: s}, own: o, labels: {a: b}, notes: {c: d}}\n---\napiVersion: x/v1\nkind: Bee\nmetadata: {name: b}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\n",
      [`${at}kustomization.yaml`]:
        "resources: [x.yaml]\ncrds: [crds.json]\nnamePrefix: p-\ncommonLabels: {l: m}\ncommonAnnotations: {note: q}\n",
      ...(at === "" ? {} : { "kustomization.yaml": "resources: [base]\nnamePrefix: o-\nnameSuffix: -s\n" }),
    },
  ]),
  ...["nginx", '"nginx"'].map((image): [string, Files] => [
    `a replacement of the image ${image} that was changed`,
    {
      "base/x.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c, image: ${image}}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: m}\ndata: {a: 1.0.0}\n`,
      "base/kustomization.yaml": "resources: [x.yaml]\nimages: [{name: nginx, newTag: '7'}]\n",
      "kustomization.yaml":
        "resources: [base]\nreplacements:\n- source: {kind: ConfigMap, name: m, fieldPath: data.a, options: {delimiter: .}}\n  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image]}]\n",
    },
  ]),
  ...nodeCases(),
  ...schemaCases(),
];

/** A kind with a list that its schema merges by `id`, and the built-in kinds, which that schema does not know. */
function schemaCases(): [string, Files][] {
  const schema = JSON.stringify({
    definitions: {
      "v1.Foo": {
        properties: {
          spec: {
            properties: {
              list: {
                type: "array",
                items: { properties: { id: {}, v: {} } },
                "x-kubernetes-patch-merge-key": "id",
                "x-kubernetes-patch-strategy": "merge",
              },
            },
          },
        },
        "x-kubernetes-group-version-kind": [{ group: "x", kind: "Foo", version: "v1" }],
      },
    },
  });
  const foo = (name: string) =>
    `apiVersion: x/v1\nkind: Foo\nmetadata: {name: ${name}}\nspec: {list: [{id: a, v: 1}, {id: b, v: 2}]}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec: {ports: [{port: 80, name: x}, {port: 81, name: y}]}\n`;
  const patch = (name: string) =>
    `- patch: '{apiVersion: x/v1, kind: Foo, metadata: {name: ${name}}, spec: {list: [{id: b, v: 3}]}}'\n- patch: '{apiVersion: v1, kind: Service, metadata: {name: ${name}}, spec: {ports: [{port: 81, name: z}]}}'\n`;
  const layer = (resources: string, openapi: string, names: readonly string[], more = "") =>
    `${more}resources: [${resources}]\n${openapi}patches:\n${names.map(patch).join("")}`;
  const files = (own: string, base: string, other: string): Files => ({
    "schema.json": schema,
    "base/schema.json": schema,
    "base/x.yaml": foo("one"),
    "base/kustomization.yaml": layer("x.yaml", base, ["one"]),
    "other/x.yaml": foo("two"),
    "other/schema.json": "{}",
    "other/kustomization.yaml": layer("x.yaml", other, ["two"]),
    "kustomization.yaml": layer("base, other", own, ["one", "two"]),
  });
  const path = "openapi: {path: schema.json}\n";
  const version = "openapi: {version: v1.21.2}\n";
  return [
    ["a schema that everything below takes over", files(path, "", "")],
    ["a schema of a base that comes first", files("", path, "")],
    ["two schemas of two bases", files("", path, path)],
    ["a schema over others", files(path, path, path)],
    ["the built-in schema over others", files(version, path, "")],
    ["the built-in schema of a base that comes first", files("", version, path)],
    ["a schema version that is not there, below one that is", files(path, "openapi: {version: v9}\n", "")],
    ["a schema file that is not there, below one that is", files(path, "openapi: {path: nothing.json}\n", "")],
  ];
}

/** kustomize keeps one node for what it adds at several places of an object. */
function nodeCases(): [string, Files][] {
  const merge = (metadata: string) =>
    `patches: [{patch: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, ${metadata}}}'}]\n`;
  const files = (base: string, over: string): Files => ({
    "base/x.yaml":
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {own: o}}\nspec: {selector: {matchLabels: {own: o}}, template: {metadata: {labels: {own: o}}, spec: {containers: [{name: c, image: x}]}}}\n",
    "base/kustomization.yaml": `resources: [x.yaml]\n${base}`,
    "kustomization.yaml": `resources: [base]\n${over}`,
  });
  return [
    ["an added label that a patch changes", files("commonLabels: {app: a}\n", merge("labels: {app: b}"))],
    ["an added label that an overlay changes", files("commonLabels: {app: a}\n", "labels: [{pairs: {app: c}}]\n")],
    ["an added label that a patch takes away", files("commonLabels: {app: a}\n", merge("labels: {app: null}"))],
    [
      "an added label after a JSON patch",
      files(
        "commonLabels: {app: a}\n",
        `${merge("labels: {app: b}")}patchesJson6902: [{target: {kind: Deployment, name: web}, patch: '[{op: add, path: /metadata/x, value: y}]'}]\nlabels: [{pairs: {app: c}}]\n`,
      ),
    ],
    [
      "an added label that a replacement changes",
      files(
        "labels: [{pairs: {app: a}, includeTemplates: true}]\n",
        "replacements:\n- source: {kind: Deployment, name: web, fieldPath: metadata.name}\n  targets: [{select: {kind: Deployment}, fieldPaths: [metadata.labels.app]}]\n",
      ),
    ],
    [
      "an added annotation that a patch changes",
      files("commonAnnotations: {app: a}\n", merge("annotations: {app: b}")),
    ],
    [
      "an added annotation of what was renamed",
      files("commonAnnotations: {app: a}\nnamePrefix: p-\n", "commonAnnotations: {app: c}\n"),
    ],
  ];
}
