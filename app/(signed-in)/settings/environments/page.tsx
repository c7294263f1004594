import type { Metadata } from "next";
import { EnvironmentsScreen } from "./environments-screen.tsx";

export const metadata: Metadata = { title: "Environments" };

export default function EnvironmentsPage() {
  return <EnvironmentsScreen />;
}
