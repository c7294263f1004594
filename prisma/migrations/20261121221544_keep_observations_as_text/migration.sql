-- A worker lists everything anew when it starts: nothing is lost that it does not bring back.
TRUNCATE "observation";

-- AlterTable
ALTER TABLE "observation" ADD COLUMN     "owner" TEXT,
ADD COLUMN     "version" TEXT NOT NULL,
ALTER COLUMN "data" SET DATA TYPE TEXT;
