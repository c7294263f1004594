import { createHash, randomBytes } from "node:crypto";
import { type Endpoint, type EndpointName, endpoints } from "../../../lib/contracts/api.ts";
import type { Role } from "../../../lib/domain/permissions.ts";
import type { Wired } from "../../../lib/wire.ts";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
type Prisma = Wired["database"]["prisma"];

const files = import.meta.glob<Record<string, Handler>>("../../../app/api/v1/**/route.ts");
export const origin = "http://sluice.example.com";

export async function signedIn(prisma: Prisma, userId: string): Promise<Record<string, string>> {
  const sessionToken = randomBytes(24).toString("base64url");
  const expires = new Date(Date.now() + 600_000);
  await prisma.session.create({ data: { sessionToken, userId, expires } });
  return { cookie: `sluice.session=${sessionToken}` };
}

export async function tokenOf(prisma: Prisma, userId: string, role: Role): Promise<Record<string, string>> {
  const token = `sluice_${randomBytes(24).toString("base64url")}`;
  const hash = createHash("sha256").update(token).digest("hex");
  await prisma.apiToken.create({ data: { userId, name: role, role, hash } });
  return { authorization: `Bearer ${token}` };
}

export type RouteCall = {
  headers: Record<string, string>;
  params?: Record<string, string> | undefined;
  query?: string | undefined;
  body?: unknown;
};

/** A call of the API by the route that answers it, as Next.js would hand it over. */
export async function callRoute(
  name: EndpointName,
  { headers, params = {}, query = "", body }: RouteCall,
): Promise<{ status: number; text: string }> {
  const { method, path }: Endpoint = endpoints[name];
  const file = `../../../app/api/v1${path.replaceAll("{", "[").replaceAll("}", "]")}/route.ts`;
  const handler = (await files[file]?.())?.[method.toUpperCase()];
  if (!handler) throw new Error(`Nothing answers ${method} ${path}.`);
  const url = `${origin}/api/v1${path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ""))}`;
  const request = new Request(`${url}${query}`, {
    method: method.toUpperCase(),
    headers: { ...(body ? { "content-type": "application/json" } : {}), ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  return { status: response.status, text: await response.text() };
}
