import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, it } from "vitest";
import { git } from "./command.ts";

it("a host that takes a call and never answers is given up when the time is over, and nobody goes on calling it", async () => {
  const hanging = createServer();
  hanging.listen(0, "127.0.0.1");
  await once(hanging, "listening");
  const called = once(hanging, "connection");
  const { port } = hanging.address() as AddressInfo;
  const listing = git(["ls-remote", `http://127.0.0.1:${port}/acme/shop.git`], { timeoutMs: 2000 });
  const given = expect(listing).rejects.toThrow("did not answer within 2 s");
  const [call] = await called;
  call.resume();
  await once(call, "close");
  await given;
  hanging.close();
});
