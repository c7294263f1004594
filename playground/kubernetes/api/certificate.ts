/*
 * A certificate for 127.0.0.1, its own authority, written in DER by hand: Node makes keys and signatures but no
 * certificates, and one dependency more for forty bytes of ASN.1 is not worth it. Clients of Kubernetes refuse plain HTTP.
 */
import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

export interface KeyPair {
  /** PEM. */
  certificate: string;
  key: string;
}

function der(tag: number, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const { length } = body;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
}

const sequence = (...content: Buffer[]) => der(0x30, ...content);
const octets = (content: Buffer) => der(0x04, content);
const oid = (hex: string) => der(0x06, Buffer.from(hex, "hex"));
const yes = der(0x01, Buffer.from([0xff]));

const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const oids = {
  commonName: "550403",
  keyUsage: "551d0f",
  basicConstraints: "551d13",
  alternativeName: "551d11",
  subjectKey: "551d0e",
};

function name(text: string): Buffer {
  return sequence(der(0x31, sequence(oid(oids.commonName), der(0x0c, Buffer.from(text)))));
}

function instant(at: Date): Buffer {
  return der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`));
}

function extensions(publicKey: Buffer): Buffer {
  const bits = der(0x03, Buffer.from([0x01, 0x86])); // digitalSignature, keyCertSign, cRLSign
  const names = sequence(der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from("localhost")));
  const id = createHash("sha1").update(publicKey).digest();
  const each = [
    sequence(oid(oids.keyUsage), yes, octets(bits)),
    sequence(oid(oids.basicConstraints), yes, octets(sequence(yes))),
    sequence(oid(oids.alternativeName), octets(names)),
    sequence(oid(oids.subjectKey), octets(octets(id))),
  ];
  return der(0xa3, sequence(...each));
}

/** Self-signed, for 127.0.0.1 and localhost, valid for ten years from `now`. */
export function selfSigned(commonName: string, now: Date): KeyPair {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = keys.publicKey.export({ type: "spki", format: "der" });
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const from = new Date(now.getTime() - 86_400_000);
  const until = new Date(now.getTime() + 3_650 * 86_400_000);
  const signed = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    name(commonName),
    sequence(instant(from), instant(until)),
    name(commonName),
    publicKey,
    extensions(publicKey),
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", signed, keys.privateKey));
  const whole = sequence(signed, ecdsaWithSha256, signature).toString("base64");
  const lines = whole.match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`,
    key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
