/**
 * How to reach a cluster, parsed and complete: nothing in it is looked up in a file
 * or run. Certificates and keys are PEM text. Holds secrets: never log it.
 */
export type Connection = {
  id: string;
  name: string;
  /** `https://host:port[/path]`; plain http only to a loopback address. */
  server: string;
  /** Trusted instead of the system's authorities. */
  ca?: string;
  credential: Credential;
  /** Named by the operator, in the process's environment: then a local address is his to decide. */
  trusted?: boolean;
};

export type Credential =
  | { by: "token"; token: string }
  | { by: "certificate"; certificate: string; key: string }
  /** The account of the pod that we run in; the adapter reads its token anew, for it changes. */
  | { by: "service-account" };
