import { badRequest } from "../api/status.ts";
import { type Dict, dict, strings, text } from "../objects.ts";
import type { ReviewKind } from "../schema/kinds.ts";
import type { Access } from "./rbac.ts";
import type { Ask, User, Users } from "./users.ts";

/** Answers the questions that are asked by POST and kept nowhere. */
export function review(
  parts: { access: Access; users: Users },
  kind: ReviewKind,
  user: User,
  given: unknown,
  namespace?: string,
): Dict {
  const body = dict(given);
  const head = { kind: kind.kind, apiVersion: `${kind.group}/${kind.version}`, metadata: {} };
  const spec = dict(body.spec);
  switch (kind.kind) {
    case "SelfSubjectAccessReview":
      return { ...head, spec, status: { allowed: parts.access.allows(user, asked(spec)) } };
    case "SubjectAccessReview":
    case "LocalSubjectAccessReview": {
      const subject = { name: text(spec.user), groups: strings(spec.groups) };
      const ask = asked(spec);
      return {
        ...head,
        spec,
        status: { allowed: parts.access.allows(subject, namespace ? { ...ask, namespace } : ask) },
      };
    }
    case "SelfSubjectRulesReview":
      return { ...head, spec: {}, status: rules(parts.access, user, text(spec.namespace)) };
    case "SelfSubjectReview":
      return { ...head, status: { userInfo: info(user) } };
    case "TokenReview": {
      const known = parts.users.byToken(text(spec.token));
      const status = known
        ? { authenticated: true, user: info(known) }
        : { user: {}, error: "[invalid bearer token, unknown]" };
      return { ...head, spec, status };
    }
  }
}

function info(user: User): Dict {
  return { username: user.name, ...(user.uid ? { uid: user.uid } : {}), groups: user.groups };
}

function asked(spec: Dict): Ask {
  if (spec.nonResourceAttributes) {
    const { verb, path } = dict(spec.nonResourceAttributes);
    return { verb: text(verb), path: text(path) };
  }
  if (!spec.resourceAttributes)
    throw badRequest("exactly one of nonResourceAttributes or resourceAttributes must be specified");
  const attributes = dict(spec.resourceAttributes);
  const sub = text(attributes.subresource);
  const ask: Ask = {
    verb: text(attributes.verb),
    group: text(attributes.group),
    resource: sub ? `${text(attributes.resource)}/${sub}` : text(attributes.resource),
  };
  if (attributes.namespace) ask.namespace = text(attributes.namespace);
  if (attributes.name) ask.name = text(attributes.name);
  return ask;
}

function rules(access: Access, user: User, namespace: string): Dict {
  const all = access.rulesOf(user, namespace);
  return {
    resourceRules: all.filter((rule) => rule.resources).map(({ nonResourceURLs: _n, ...rule }) => rule),
    nonResourceRules: all
      .filter((rule) => rule.nonResourceURLs)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
  };
}
