import type { Dict } from "../objects.ts";

export interface Cause {
  reason: string;
  message: string;
  field: string;
}

/** What the API server answers instead of an object: a `Status`. Messages are the real server's, word for word. */
export class Refused extends Error {
  readonly code: number;
  readonly body: Dict;
  readonly headers: Record<string, string>;

  constructor(
    code: number,
    reason: string,
    message: string,
    more: { details?: Dict; metadata?: Dict; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.headers = more.headers ?? {};
    this.body = {
      kind: "Status",
      apiVersion: "v1",
      metadata: more.metadata ?? {},
      status: "Failure",
      message,
      reason,
      ...(more.details ? { details: more.details } : {}),
      code,
    };
  }
}

/** A path that no resource serves is answered in plain text. */
export class PageNotFound extends Error {}

export interface Resource {
  group: string;
  plural: string;
}

export function named(resource: Resource): string {
  return resource.group ? `${resource.plural}.${resource.group}` : resource.plural;
}

function details(resource: Resource, name: string, more: Dict = {}): Dict {
  return {
    ...(name ? { name } : {}),
    ...(resource.group ? { group: resource.group } : {}),
    kind: resource.plural,
    ...more,
  };
}

export function notFound(resource: Resource, name: string): Refused {
  return new Refused(404, "NotFound", `${named(resource)} "${name}" not found`, { details: details(resource, name) });
}

export function alreadyExists(resource: Resource, name: string): Refused {
  return new Refused(409, "AlreadyExists", `${named(resource)} "${name}" already exists`, {
    details: details(resource, name),
  });
}

export function conflict(resource: Resource, name: string): Refused {
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  return new Refused(409, "Conflict", `Operation cannot be fulfilled on ${named(resource)} "${name}": ${why}`, {
    details: details(resource, name),
  });
}

/** A delete whose precondition does not hold; the real server names the kind here, not the resource. */
export function preconditionFailed(group: string, kind: string, name: string, why: string): Refused {
  const subject = group ? `${kind}.${group}` : kind;
  return new Refused(409, "Conflict", `Operation cannot be fulfilled on ${subject} "${name}": ${why}`, {
    details: { name, ...(group ? { group } : {}), kind },
  });
}

export function badRequest(message: string): Refused {
  return new Refused(400, "BadRequest", message);
}

export function invalid(group: string, kind: string, name: string, causes: Cause[]): Refused {
  const each = causes.map((cause) => `${cause.field}: ${cause.message}`);
  const all = each.length === 1 ? each[0] : `[${each.join(", ")}]`;
  const subject = group ? `${kind}.${group}` : kind;
  return new Refused(422, "Invalid", `${subject} "${name}" is invalid: ${all}`, {
    details: { ...(name ? { name } : {}), ...(group ? { group } : {}), kind, causes },
  });
}

export function expired(message: string, metadata: Dict = {}): Refused {
  return new Refused(410, "Expired", message, { metadata });
}

export function unsupportedMediaType(accepted: string[]): Refused {
  return new Refused(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

export function methodNotAllowed(resource: Resource): Refused {
  return new Refused(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", {
    details: details(resource, ""),
  });
}

export function forbidden(resource: Resource, name: string, why: string): Refused {
  const subject = name ? `${named(resource)} "${name}"` : named(resource);
  return new Refused(403, "Forbidden", `${subject} is forbidden: ${why}`, {
    details: details(resource, name),
  });
}

export function unauthorized(): Refused {
  return new Refused(401, "Unauthorized", "Unauthorized");
}
