import { live } from "../../../../lib/web/live-stream.ts";

export const dynamic = "force-dynamic";

export const GET = live;
