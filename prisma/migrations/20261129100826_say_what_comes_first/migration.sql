-- AlterTable
ALTER TABLE "repository" ADD COLUMN     "precedence" JSONB;
