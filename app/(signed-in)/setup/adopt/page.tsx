import type { Metadata } from "next";
import { AdoptScreen } from "./adopt-screen.tsx";

export const metadata: Metadata = { title: "Adopt" };

export default function AdoptPage() {
  return <AdoptScreen />;
}
