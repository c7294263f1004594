import { parse } from "yaml";
import { badRequest, Refused, unsupportedMediaType } from "./status.ts";

const bodies = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"];

/** The parsed body; an empty one is undefined. */
export function bodyOf(call: { kind: { kind: string }; body: string; contentType: string }): unknown {
  if (call.body === "") return undefined;
  if (call.contentType === "application/yaml") return parseYaml(call.body);
  if (call.contentType !== "application/json" && call.contentType !== "") throw unsupportedMediaType(bodies);
  try {
    return JSON.parse(call.body);
  } catch {
    const why = `couldn't get version/kind; json parse error: unexpected end of JSON input (${call.body.slice(0, 60)})`;
    throw badRequest(`the object provided is unrecognized (must be of type ${call.kind.kind}): ${why}`);
  }
}

export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw badRequest(`error decoding patch: ${String(error)}`);
  }
}

export function parseYaml(body: string): unknown {
  try {
    return body.startsWith("{") ? JSON.parse(body) : parse(body);
  } catch (error) {
    throw new Refused(400, "BadRequest", `error decoding YAML: ${String(error)}`);
  }
}
