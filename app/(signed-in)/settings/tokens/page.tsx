import type { Metadata } from "next";
import { TokensScreen } from "./tokens-screen.tsx";

export const metadata: Metadata = { title: "Tokens" };

export default function TokensPage() {
  return <TokensScreen />;
}
