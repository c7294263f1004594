import { dict } from "../objects.ts";
import type { Controller, Kit } from "./kit.ts";

/** Fills in Secrets of type kubernetes.io/service-account-token: a lasting token for a service account. */
export function tokenSecrets(kit: Kit): Controller {
  return {
    name: "token-secret",
    keys: (shelf, { type, now }) => {
      return shelf === "/secrets" && type !== "DELETED" && now.object.type === "kubernetes.io/service-account-token"
        ? [now.key]
        : [];
    },
    reconcile: (key) => {
      const secret = kit.get("/secrets", key);
      const account = secret?.metadata.annotations?.["kubernetes.io/service-account.name"];
      const { namespace = "" } = secret?.metadata ?? {};
      if (!secret || !account || dict(secret.data).token) return;
      const owner = kit.get("/serviceaccounts", `${namespace}/${account}`);
      if (!owner) return kit.later("token-secret", key, 1_000);
      const { token } = kit.parts.users.issue(namespace, account);
      const encode = (value: string) => Buffer.from(value).toString("base64");
      const data = { "ca.crt": encode(kit.parts.ca), namespace: encode(namespace), token: encode(token) };
      kit.update("/secrets", secret, (live) => {
        const annotations = {
          ...live.metadata.annotations,
          "kubernetes.io/service-account.uid": owner.metadata.uid ?? "",
        };
        return { ...live, data, metadata: { ...live.metadata, annotations } };
      });
    },
  };
}
