import type { Metadata } from "next";
import { RepositoriesScreen } from "./repositories-screen.tsx";

export const metadata: Metadata = { title: "Repositories" };

export default function RepositoriesPage() {
  return <RepositoriesScreen />;
}
