import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from "zod-openapi";
import { type Endpoint, endpoints } from "../contracts/api.ts";
import { problem } from "../contracts/setup.ts";

let made: ReturnType<typeof createDocument> | undefined;

/** The document of the API, made of the same schemas that the routes parse by. */
export function openApi() {
  made ??= createDocument({
    openapi: "3.1.0",
    info: {
      title: "Sluice",
      version: "1",
      description: "Promotion gates for Flux. Everything that the browser does, by the same calls.",
    },
    servers: [{ url: "/api/v1" }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: paths(),
  });
  return made;
}

function paths(): ZodOpenApiPathsObject {
  const all: ZodOpenApiPathsObject = {};
  for (const [name, endpoint] of Object.entries<Endpoint>(endpoints)) {
    all[endpoint.path] = { ...all[endpoint.path], [endpoint.method]: operation(name, endpoint) };
  }
  return all;
}

function operation(name: string, endpoint: Endpoint): ZodOpenApiOperationObject {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const error = (description: string) => ({ description, content: { "application/json": { schema: problem } } });
  return {
    operationId: name,
    summary: endpoint.summary,
    requestParams: {
      ...(names.length > 0 ? { path: z.object(Object.fromEntries(names.map((each) => [each, z.string()]))) } : {}),
      ...(endpoint.query ? { query: endpoint.query } : {}),
    },
    ...(endpoint.body
      ? { requestBody: { required: true, content: { "application/json": { schema: endpoint.body } } } }
      : {}),
    responses: {
      "200": { description: "Done", content: { "application/json": { schema: endpoint.response } } },
      "4XX": error("Refused: the sentence says why, and nothing was changed"),
      "5XX": error(
        "Something outside does not answer (503) or refuses (502), or Sluice failed (500): the sentence says whether anything was changed",
      ),
    },
  };
}
