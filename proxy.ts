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
  const { pathname } = request.nextUrl;
  const isApi = pathname.startsWith("/api/");
  if (!isReadable(pathname)) return unreadable(isApi);
  if (isApi) return NextResponse.next();
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const page = asksForPage(request) ? pages.get(pathname) : undefined;
  const response = page ? text(page.withNonce(nonce)) : drawn(request, policy);
  response.headers.set("content-security-policy", policy);
  // Every answer has a nonce of its own, so none is another's: left to itself, Next lets a cache keep them for a year.
  response.headers.set("cache-control", "private, no-store");
  if (isSecure(request)) response.headers.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  return response;
}

/** Of the API only what has an escape that may be none: it has no pages, and answers often. */
export const config = {
  matcher: [
    { source: "/((?!api/|_next/static|_next/image|icon.svg|manifest.webmanifest|licences/).*)" },
    { source: "/api/:path(.*%(?:[89a-fA-F]|(?![0-9a-fA-F]{2})).*)" },
  ],
};

function isReadable(pathname: string): boolean {
  try {
    decodeURIComponent(pathname);
    return true;
  } catch {
    return false;
  }
}

/** Next looks for a page of its own to say this, finds none, and calls it an error of the server. */
function unreadable(isApi: boolean): NextResponse {
  const sentence = "This address cannot be read: what follows a % in it stands for no text. Nothing was changed.";
  if (!isApi) return new NextResponse(sentence, { status: 400 });
  return NextResponse.json({ error: { code: "invalid", sentence } }, { status: 400 });
}

/** The router asks for a page's parts at the same address; a browser that opens it wants HTML, and says so. */
function asksForPage(request: NextRequest): boolean {
  return request.method === "GET" && (request.headers.get("accept") ?? "").includes("text/html");
}

function text(html: string): NextResponse {
  return new NextResponse(html, {
    headers: { "content-type": "text/html; charset=utf-8" },
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
