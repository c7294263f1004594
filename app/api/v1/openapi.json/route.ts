import { openApi } from "../../../../lib/web/openapi.ts";

export function GET() {
  return Response.json(openApi());
}
