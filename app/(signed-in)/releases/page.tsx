import type { Metadata } from "next";
import { ReleasesScreen } from "./releases-screen.tsx";

export const metadata: Metadata = { title: "Releases" };

export default function ReleasesPage() {
  return <ReleasesScreen />;
}
