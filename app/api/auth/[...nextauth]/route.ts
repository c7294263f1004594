import { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "../../../../lib/web/auth.ts";
import { answering, problem, textBody } from "../../../../lib/web/route.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

/** A token against forgery, and where to go next. Anybody may send it, and next-auth would read however much it is. */
const mostBytes = 64 * 1024;

async function handler(request: NextRequest, context: Context) {
  return answering(request, async (web) => {
    const [action] = (await context.params).nextauth;
    // What next-auth's own client tells of errors. We have none, and anybody could write into our log.
    if (action === "_log") return problem(404, "not-found", "There is nothing here.");
    const form = await textBody(request, mostBytes);
    if (form === undefined) return problem(413, "too-large", "The form is larger than 64 KiB. Nothing was changed.");
    const isForm = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
    if (form && !isForm) return problem(415, "invalid", "Send a form. Nothing was changed.");
    const { url, method, headers } = request;
    const read = new NextRequest(url, { method, headers, ...(method === "POST" ? { body: form } : {}) });
    const options = await authOptions(web, { isCallback: action === "callback" });
    return NextAuth(read as never, context as never, options) as Promise<Response>;
  });
}

export { handler as GET, handler as POST };
