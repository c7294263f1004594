/*
 * CRDs' structural schemas: what is not in them is dropped, defaults are filled in, and the rest is checked with the real
 * server's words. CEL rules (x-kubernetes-validations) are not evaluated.
 */
import type { Cause } from "../api/status.ts";
import { clone, type Dict, dict, isDict, list, strings } from "../objects.ts";

/** Drops fields that the schema does not know, in place. Returns their paths. */
export function prune(value: unknown, schema: Dict, path = ""): string[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => prune(item, dict(schema.items), `${path}[${i}]`));
  if (!isDict(value)) return [];
  if (schema["x-kubernetes-preserve-unknown-fields"] === true && !schema.properties) return [];
  const properties = dict(schema.properties);
  const { additionalProperties } = schema;
  return Object.keys(value).flatMap((name) => {
    const inner = properties[name] ?? (isDict(additionalProperties) ? additionalProperties : undefined);
    const at = path ? `${path}.${name}` : name;
    if (isDict(inner)) return prune(value[name], inner, at);
    if (additionalProperties === true || schema["x-kubernetes-preserve-unknown-fields"] === true) return [];
    delete value[name];
    return [at];
  });
}

/** Fills in defaults, in place. */
export function fillDefaults(value: unknown, schema: Dict): void {
  if (Array.isArray(value)) for (const item of value) fillDefaults(item, dict(schema.items));
  if (!isDict(value)) return;
  for (const [name, inner] of Object.entries(dict(schema.properties))) {
    const field = dict(inner);
    if (value[name] === undefined && field.default !== undefined) value[name] = clone(field.default);
    fillDefaults(value[name], field);
  }
  if (!isDict(schema.additionalProperties)) return;
  const known = dict(schema.properties);
  for (const [name, inner] of Object.entries(value)) {
    if (!(name in known)) fillDefaults(inner, schema.additionalProperties);
  }
}

export const unchecked: Cause = {
  reason: "FieldValueInvalid",
  message:
    "Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation",
  field: "<nil>",
};

/** What is wrong with a value, in the order of the schema's fields; empty when nothing is. */
export function check(value: unknown, schema: Dict): Cause[] {
  const causes = checkValue(value, schema, "");
  return causes.length > 0 ? [...causes, unchecked] : [];
}

function wrong(field: string, message: string, reason = "FieldValueInvalid"): Cause {
  return { reason, message, field };
}

export function shown(value: unknown): string {
  return JSON.stringify(value);
}

function checkValue(value: unknown, schema: Dict, path: string): Cause[] {
  if (value === null || value === undefined) return [];
  const type = typeOf(value);
  const mismatch = !suits(value, type, schema);
  if (mismatch) {
    const message = `Invalid value: "${type}": ${path} in body must be of type ${schema.type}: "${type}"`;
    return [wrong(path, message, "FieldValueTypeInvalid")];
  }
  if (isDict(value)) return checkObject(value, schema, path);
  if (Array.isArray(value)) return checkList(value, schema, path);
  return checkScalar(value, schema, path);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function suits(value: unknown, type: string, schema: Dict): boolean {
  if (schema["x-kubernetes-int-or-string"] === true) return type === "integer" || type === "string";
  if (schema.type === undefined || schema.type === type) return true;
  return schema.type === "number" && typeof value === "number";
}

function checkObject(value: Dict, schema: Dict, path: string): Cause[] {
  const at = (name: string) => (path ? `${path}.${name}` : name);
  const absent = strings(schema.required).filter((name) => value[name] === undefined || value[name] === null);
  const causes = absent.map((name) => wrong(at(name), "Required value", "FieldValueRequired"));
  const properties = dict(schema.properties);
  for (const name of Object.keys(value).sort()) {
    const inner = properties[name] ?? schema.additionalProperties;
    if (isDict(inner)) causes.push(...checkValue(value[name], inner, at(name)));
  }
  return causes;
}

function checkList(value: unknown[], schema: Dict, path: string): Cause[] {
  const { maxItems, minItems } = schema;
  const causes: Cause[] = [];
  if (typeof maxItems === "number" && value.length > maxItems) {
    causes.push(wrong(path, `Too many: ${value.length}: must have at most ${maxItems} items`, "FieldValueTooMany"));
  }
  if (typeof minItems === "number" && value.length < minItems) {
    causes.push(wrong(path, `Invalid value: ${value.length}: ${path} in body should have at least ${minItems} items`));
  }
  return [...causes, ...value.flatMap((item, i) => checkValue(item, dict(schema.items), `${path}[${i}]`))];
}

function checkScalar(value: unknown, schema: Dict, path: string): Cause[] {
  const causes: Cause[] = [];
  const { pattern, maxLength, minLength, minimum, maximum } = schema;
  if (schema.enum !== undefined && !list(schema.enum).includes(value)) {
    causes.push(unsupported(path, value, list(schema.enum)));
  }
  if (typeof value === "string") {
    if (typeof pattern === "string" && !new RegExp(pattern, "u").test(value))
      causes.push(unmatched(path, value, pattern));
    if (typeof maxLength === "number" && value.length > maxLength) {
      causes.push(wrong(path, `Too long: may not be more than ${maxLength} bytes`, "FieldValueTooLong"));
    }
    if (typeof minLength === "number" && value.length < minLength) {
      causes.push(
        wrong(path, `Invalid value: ${shown(value)}: ${path} in body should be at least ${minLength} chars long`),
      );
    }
  }
  if (typeof value === "number") {
    const problem = `Invalid value: ${value}: ${path} in body should be`;
    if (typeof minimum === "number" && value < minimum)
      causes.push(wrong(path, `${problem} greater than or equal to ${minimum}`));
    if (typeof maximum === "number" && value > maximum)
      causes.push(wrong(path, `${problem} less than or equal to ${maximum}`));
  }
  return causes;
}

export function unmatched(path: string, value: unknown, pattern: string): Cause {
  return wrong(path, `Invalid value: ${shown(value)}: ${path} in body should match '${pattern}'`);
}

export function unsupported(path: string, value: unknown, allowed: unknown[]): Cause {
  const message = `Unsupported value: ${shown(value)}: supported values: ${allowed.map(shown).join(", ")}`;
  return wrong(path, message, "FieldValueNotSupported");
}

export function required(path: string): Cause {
  return wrong(path, "Required value", "FieldValueRequired");
}
