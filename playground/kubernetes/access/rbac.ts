import { dict, type KubeObject, list, text } from "../objects.ts";
import type { Store } from "../store/store.ts";
import { type Ask, type Rule, ruleAllows, rulesIn, type User } from "./users.ts";

const group = "rbac.authorization.k8s.io";

/** Decides by the Role and ClusterRole objects and their bindings that are in the store now. */
export class Access {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  allows(user: User, ask: Ask): boolean {
    if (user.groups.includes("system:masters")) return true;
    return this.rulesOf(user, ask.namespace).some((rule) => ruleAllows(rule, ask));
  }

  /** Rules that hold everywhere, and those of one namespace. */
  rulesOf(user: User, namespace: string | undefined): Rule[] {
    const everywhere = this.#bound("clusterrolebindings", undefined, user);
    return namespace ? [...everywhere, ...this.#bound("rolebindings", namespace, user)] : everywhere;
  }

  #bound(plural: string, namespace: string | undefined, user: User): Rule[] {
    return this.#store.list(`${group}/${plural}`, namespace).flatMap(({ object }) => {
      const speaks = list(object.subjects).some((subject) => isSubject(dict(subject), user, object));
      return speaks ? this.#rules(object) : [];
    });
  }

  #rules(binding: KubeObject): Rule[] {
    const { kind, name } = dict(binding.roleRef);
    const role =
      kind === "Role"
        ? this.#store.get(`${group}/roles`, binding.metadata.namespace, text(name))
        : this.#store.get(`${group}/clusterroles`, undefined, text(name));
    return role ? [...rulesIn(role.object.rules), ...this.#aggregated(role.object)] : [];
  }

  #aggregated(role: KubeObject): Rule[] {
    const selectors = list(dict(role.aggregationRule).clusterRoleSelectors).map(dict);
    if (selectors.length === 0) return [];
    return this.#store.list(`${group}/clusterroles`).flatMap(({ object }) => {
      const labels = object.metadata.labels ?? {};
      const chosen = selectors.some((selector) =>
        Object.entries(dict(selector.matchLabels)).every(([k, v]) => labels[k] === v),
      );
      return chosen && object.metadata.name !== role.metadata.name ? rulesIn(object.rules) : [];
    });
  }
}

function isSubject(subject: Record<string, unknown>, user: User, binding: KubeObject): boolean {
  if (subject.kind === "User") return subject.name === user.name;
  if (subject.kind === "Group") return user.groups.includes(text(subject.name));
  const namespace = text(subject.namespace) || binding.metadata.namespace || "";
  return subject.kind === "ServiceAccount" && user.name === `system:serviceaccount:${namespace}:${text(subject.name)}`;
}
