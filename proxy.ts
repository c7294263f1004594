import { createHash } from "node:crypto";
import path from "node:path";
import { type NextRequest, NextResponse } from "next/server";
import { themeScript } from "./app/theme.ts";
import { prerenderedPages } from "./lib/web/prerendered.ts";

const developing = process.env.NODE_ENV === "development";
const themeHash = createHash("sha256").update(themeScript).digest("base64");
const pages = developing ? new Map() : prerenderedPages(path.join(/* turbopackIgnore: true */ process.cwd(), ".next"));

/**
 * One policy a request: scripts run only with its nonce. Styles may be inline, because positions of virtual rows and of
 * popovers are style attributes. A page that is the same for everybody is handed out as it was built, with the nonce put
 * in: drawing it anew for that alone costs six times as much.
 */
export function proxy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const page = asksForPage(request) ? pages.get(request.nextUrl.pathname) : undefined;
  const response = page ? text(page.withNonce(nonce)) : drawn(request, policy);
  response.headers.set("content-security-policy", policy);
  if (isSecure(request)) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  return response;
}

export const config = {
  matcher: [{ source: "/((?!api/|_next/static|_next/image|icon.svg|manifest.webmanifest|licences/).*)" }],
};

/** The router asks for a page's parts at the same address; a browser that opens it wants HTML, and says so. */
function asksForPage(request: NextRequest): boolean {
  return request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html");
}

function text(html: string): NextResponse {
  return new NextResponse(html, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "private, no-store" },
  });
}

function drawn(request: NextRequest, policy: string): NextResponse {
  const headers = new Headers(request.headers);
  // Next reads the nonce for its own scripts from this request header.
  headers.set("content-security-policy", policy);
  return NextResponse.next({ request: { headers } });
}

function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'sha256-${themeHash}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${developing ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ].join("; ");
}

function isSecure(request: NextRequest): boolean {
  return (request.headers.get("x-forwarded-proto") ?? request.nextUrl.protocol).startsWith("https");
}
