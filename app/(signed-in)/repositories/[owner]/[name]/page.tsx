import type { Metadata } from "next";
import { RepositoryScreen } from "./repository-screen.tsx";

type Props = { params: Promise<{ owner: string; name: string }> };

async function fullName({ params }: Props): Promise<string> {
  const { owner, name } = await params;
  return `${decodeURIComponent(owner)}/${decodeURIComponent(name)}`;
}

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: await fullName(props) };
}

export default async function RepositoryPage(props: Props) {
  return <RepositoryScreen name={await fullName(props)} />;
}
