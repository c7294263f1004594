import { notFound } from "next/navigation";

/** An address that is none is drawn when it is asked for, with the nonce of its request: no prerendered text stands for it. */
export default function Nowhere() {
  notFound();
}
