import { web } from "../../../lib/web/deps.ts";

export const dynamic = "force-dynamic";

/** Whether this process can serve: the database answers. It says nothing else to nobody in particular. */
export async function GET() {
  try {
    const { database } = await web();
    await database.pool.query("select 1");
    return Response.json({ ok: true });
  } catch {
    return Response.json(
      { ok: false, sentence: "The database is not answering." },
      { status: 503, headers: { "retry-after": "5" } },
    );
  }
}
