import type { Metadata } from "next";
import { ConnectScreen } from "./connect-screen.tsx";

export const metadata: Metadata = { title: "Connect" };

export default function ConnectPage() {
  return <ConnectScreen />;
}
