import { web } from "../../../lib/web/deps.ts";

export const dynamic = "force-dynamic";

/** Whether this process can serve: the database answers. It says nothing else to nobody in particular. */
export async function GET() {
  try {
    const { database } = await web();
    await Promise.race([database.pool.query("select 1"), tooLong()]);
    return Response.json({ ok: true });
  } catch {
    return Response.json(
      { ok: false, sentence: "The database is not answering." },
      { status: 503, headers: { "retry-after": "5" } },
    );
  }
}

/** Whoever asks does not wait for as long as we would. */
function tooLong(): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error("The database has not answered for five seconds.")), 5_000).unref();
  });
}
