import { expect, it } from "vitest";
import { endpoints } from "../contracts/api.ts";
import { openApi } from "./openapi.ts";

type Schema = { properties?: object; additionalProperties?: unknown };

/** Where an object with members of its own takes others as well. */
function openIn(schema: Schema, at: string): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const isOpen = schema.properties !== undefined && schema.additionalProperties !== false;
  const deeper = Object.entries<Schema>(schema as Record<string, Schema>).flatMap(([name, part]) =>
    openIn(part, `${at}.${name}`),
  );
  return isOpen ? [at, ...deeper] : deeper;
}

it("a request takes no member that it does not have, in any of its parts", () => {
  const operations = Object.values(openApi().paths ?? {}).flatMap((path) => Object.values(path ?? {}));
  const bodies = operations.flatMap(({ operationId, requestBody }) =>
    requestBody ? [[operationId, requestBody.content["application/json"].schema]] : [],
  );
  expect(bodies.length).toBeGreaterThan(10);
  expect(bodies.flatMap(([name, schema]) => openIn(schema, name))).toEqual([]);
});

it("a role that is meant for one environment is not given for all of them because its name is misspelt", () => {
  const meant = { grants: [{ role: "admin", environmnet: "staging" }] };
  expect(endpoints.grant.body.safeParse(meant).success).toBe(false);
});

it("every way in which a call can fail is in the document, as the shape that it has", () => {
  for (const path of Object.values(openApi().paths ?? {}))
    for (const { responses } of Object.values(path ?? {}))
      expect(Object.keys(responses)).toEqual(["200", "4XX", "5XX"]);
});
