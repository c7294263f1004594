import { describe, expect, it } from "vitest";
import { apiUrlOf, isAllowance, reachable, webAddress } from "./network.ts";

describe("an address that somebody typed", () => {
  it.each([
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "169.254.169.254",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "fe80::1",
    "fd00:ec2::254",
    "100.100.100.200",
    "192.0.0.192",
    "224.0.0.1",
    "239.255.255.255",
    "ff02::1",
    "fe80::1%eth0",
    "::127.0.0.1",
    "2002:7f00:1::",
    "::ffff:0:127.0.0.1",
    "[::1]",
  ])("%s is this machine, its link or a cloud's metadata, and is not spoken to", (address) => {
    expect(reachable(address, [])).toMatchObject({
      ok: false,
      sentence: expect.stringContaining("SLUICE_ALLOW_HOSTS"),
    });
  });

  it.each([
    "10.0.0.7",
    "192.168.1.4",
    "172.16.0.1",
    "140.82.121.3",
    "2606:50c0:8000::153",
    "fd12:3456::1",
    "223.5.5.5",
  ])("%s is a network that clusters and hosts live in", (address) => {
    expect(reachable(address, [])).toMatchObject({ ok: true });
  });

  it("is spoken to where the operator named it", () => {
    expect(reachable("127.0.0.1", ["127.0.0.1"]).ok).toBe(true);
    expect(reachable("127.0.0.2", ["127.0.0.1"]).ok).toBe(false);
    expect(reachable("127.0.0.2", ["*"]).ok).toBe(true);
    expect(reachable("169.254.7.7", ["127.0.0.0/8", "169.254.0.0/16"]).ok).toBe(true);
    expect(reachable("::ffff:169.254.7.7", ["169.254.0.0/16"]).ok).toBe(true);
    expect(reachable("169.254.7.7", ["fe80::/10", "169.254.8.0/24"]).ok).toBe(false);
    expect(reachable("fe80::7", ["fe80::/10"]).ok).toBe(true);
  });

  it("is not taken for one where it is a name: names are looked up first", () => {
    expect(reachable("localhost", ["*"])).toMatchObject({ ok: false, reason: "invalid" });
  });

  it("may be allowed by name, address, network or all at once, and by nothing else", () => {
    for (const text of ["*", "localhost", "git.example.com", "127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8"])
      expect({ text, is: isAllowance(text) }).toEqual({ text, is: true });
    for (const text of ["10.0.0.0/33", "https://git.example.com", "10.0.0/8x", "a b"])
      expect({ text, is: isAllowance(text) }).toEqual({ text, is: false });
  });

  it.each([
    "ftp://a.example.com",
    "file:///etc/passwd",
    "gopher://a.example.com",
    "javascript:alert(1)",
    "a.example.com",
    "",
  ])("%j is no web address", (text) => {
    expect(webAddress(text)).toMatchObject({ ok: false, reason: "invalid" });
  });

  it("with a password in it is refused, and the password is not repeated", () => {
    const refused = webAddress("https://adam:hunter2@git.example.com");
    expect(refused).toMatchObject({ ok: false, sentence: expect.not.stringContaining("hunter2") });
  });

  it("that is written in octal, in decimal or in hex is read as what it means", () => {
    for (const text of ["http://0177.0.0.1", "http://2130706433", "http://0x7f000001"]) {
      const url = webAddress(text);
      if (!url.ok) throw new Error(url.sentence);
      expect(reachable(url.value.hostname, []).ok).toBe(false);
    }
  });

  it("of a GitHub has its API on a host of its own, or below its path", () => {
    expect(apiUrlOf(new URL("https://github.com"))).toBe("https://api.github.com");
    expect(apiUrlOf(new URL("https://git.example.com/"))).toBe("https://git.example.com/api/v3");
  });
});
