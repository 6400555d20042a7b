ALTER TABLE "Room" ADD COLUMN "trialOf" TEXT;
CREATE INDEX "Room_trialOf_idx" ON "Room"("trialOf");

CREATE TABLE "Lesson" (
    "roomId" TEXT NOT NULL,
    "lesson" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "texts" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "savedAt" REAL NOT NULL,
    "savedBy" TEXT NOT NULL,
    PRIMARY KEY ("roomId", "lesson", "version"),
    CONSTRAINT "Lesson_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE TABLE "LessonShare" (
    "roomId" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "tokenHash" TEXT NOT NULL,
    "lessons" TEXT NOT NULL,
    "titles" TEXT NOT NULL,
    "createdAt" REAL NOT NULL,
    "createdBy" TEXT NOT NULL,
    PRIMARY KEY ("roomId", "id"),
    CONSTRAINT "LessonShare_roomId_fkey" FOREIGN KEY ("roomId") REFERENCES "Room" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "LessonShare_tokenHash_key" ON "LessonShare"("tokenHash");
