import NextAuth from "next-auth";
import { authOptions } from "../../../../lib/web/auth.ts";
import { web } from "../../../../lib/web/deps.ts";
import { answering } from "../../../../lib/web/route.ts";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handler(request: Request, context: Context) {
  const isCallback = (await context.params).nextauth[0] === "callback";
  return answering(
    request,
    async () =>
      NextAuth(request as never, context as never, await authOptions(await web(), { isCallback })) as Promise<Response>,
  );
}

export { handler as GET, handler as POST };
