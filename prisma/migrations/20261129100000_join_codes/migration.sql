ALTER TABLE "Link" ADD COLUMN "codeHash" TEXT;
CREATE INDEX "Link_codeHash_idx" ON "Link"("codeHash");
