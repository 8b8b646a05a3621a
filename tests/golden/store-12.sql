BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'tablet','0001_first','2026-11-23 01:31:12.232750+00:00');
INSERT INTO "_sqlite_migrations" VALUES(2,'tablet','0002_answers','2026-11-23 01:31:12.233799+00:00');
INSERT INTO "_sqlite_migrations" VALUES(3,'tablet','0003_packs','2026-11-23 01:31:12.234657+00:00');
INSERT INTO "_sqlite_migrations" VALUES(4,'tablet','0004_edits','2026-11-23 01:31:12.237366+00:00');
INSERT INTO "_sqlite_migrations" VALUES(5,'tablet','0005_renewal','2026-11-23 01:31:12.240520+00:00');
INSERT INTO "_sqlite_migrations" VALUES(6,'tablet','0006_seal','2026-11-23 01:31:12.242842+00:00');
INSERT INTO "_sqlite_migrations" VALUES(7,'tablet','0007_clocks','2026-11-23 01:31:12.245190+00:00');
INSERT INTO "_sqlite_migrations" VALUES(8,'tablet','0008_accepted','2026-11-23 01:31:12.246751+00:00');
INSERT INTO "_sqlite_migrations" VALUES(9,'tablet','0009_forgetting','2026-11-23 01:31:12.248027+00:00');
INSERT INTO "_sqlite_migrations" VALUES(10,'tablet','0010_pull','2026-11-23 01:31:12.251314+00:00');
INSERT INTO "_sqlite_migrations" VALUES(11,'tablet','0011_corrections','2026-11-23 01:31:12.251985+00:00');
INSERT INTO "_sqlite_migrations" VALUES(12,'tablet','0012_retention','2026-11-23 01:31:12.253445+00:00');
CREATE TABLE answer (
            id TEXT PRIMARY KEY,
            household TEXT NOT NULL,
            hamlet TEXT NOT NULL,
            guide TEXT NOT NULL,
            said TEXT NOT NULL,
            at TEXT NOT NULL,
            pull INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE blank (
            id TEXT PRIMARY KEY,
            n INTEGER UNIQUE
        ) STRICT;
CREATE TABLE carried (
            name TEXT PRIMARY KEY,
            body BLOB,
            size INTEGER NOT NULL,
            taken_at TEXT NOT NULL,
            answered_at TEXT,
            answer BLOB,
            vi TEXT NOT NULL DEFAULT '',
            en TEXT NOT NULL DEFAULT ''
        ) STRICT;
CREATE TABLE contested (
            id TEXT PRIMARY KEY,
            household TEXT NOT NULL,
            hamlet TEXT NOT NULL,
            field TEXT NOT NULL,
            seen TEXT NOT NULL,
            value TEXT NOT NULL,
            official TEXT NOT NULL,
            at TEXT NOT NULL,
            ahead INTEGER NOT NULL,
            kept_by TEXT NOT NULL,
            kept_at TEXT,
            open INTEGER NOT NULL,
            pull INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE covered (
            safe INTEGER PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT;
INSERT INTO "covered" VALUES(0,'2026-11-23T01:31:12+00:00');
INSERT INTO "covered" VALUES(1,'2026-11-23T01:31:12+00:00');
CREATE TABLE draft (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id TEXT NOT NULL,
            household TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
INSERT INTO "draft" VALUES(1,'UZMAaMZ0QUuTGk-8j9mSlw','b','{"id":"UZMAaMZ0QUuTGk-8j9mSlw","household":"b","hamlet":"thon-1","official":"hanh","started_at":"2026-10-02T09:00:00+07:00","step":"guide","agreed":true,"outcome":"met","guides":[{"guide":"kich-hoat-vneid","topic":"vneid","version":1,"steps":6,"step":2,"seen":3,"stuck_step":"mo-ung-dung","ability":"did_with_help","practice":1}],"current":"kich-hoat-vneid","next_visit":"2026-12-24","note":"ghi chú","satisfaction":3,"handout":"token","replaces":null,"ended_at":null,"notice":1,"corrected_by":60}');
CREATE TABLE erased (
            id TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE exchange (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            made INTEGER NOT NULL DEFAULT 0,
            have INTEGER NOT NULL DEFAULT 0,
            safe INTEGER NOT NULL DEFAULT 0,
            cursor BLOB,
            pull INTEGER NOT NULL DEFAULT 0,
            last_full_sync TEXT,
            last_try TEXT,
            last_error TEXT
        , renewal TEXT, clock_ahead INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0, forgotten INTEGER NOT NULL DEFAULT 0, beyond TEXT NOT NULL DEFAULT '[]', kept_from TEXT, deleted_before TEXT) STRICT;
INSERT INTO "exchange" VALUES(1,5,2,1,X'7B2265706F6368223A226531222C22736571223A372C2268617368223A22616263646566222C22736E617073686F74223A6E756C6C7D',1,NULL,'2026-10-01T09:00:00+07:00','{"vi":"Máy chủ đang bận. Hãy thử lại sau ít phút; không có gì bị mất.","en":"The server is busy. Try again in a few minutes; nothing is lost.","retry":true,"code":"BUSY"}',NULL,0,1,0,'[]','2025-11-23',NULL);
CREATE TABLE exported (
            name TEXT PRIMARY KEY,
            at TEXT NOT NULL,
            records INTEGER NOT NULL,
            last INTEGER NOT NULL,
            place TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE hamlet (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            valid_from TEXT NOT NULL,
            valid_to TEXT,
            merged_into TEXT,
            sort TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
INSERT INTO "hamlet" VALUES('thon-1','Thôn','1','2025-07-01',NULL,NULL,':,420000011');
INSERT INTO "hamlet" VALUES('thon-2','Thôn','2','2025-07-01',NULL,NULL,':,420000012');
CREATE TABLE household (
            id TEXT PRIMARY KEY,
            hamlet TEXT NOT NULL,
            code TEXT NOT NULL,
            address_note TEXT NOT NULL,
            state TEXT NOT NULL,
            needs TEXT NOT NULL,
            position INTEGER NOT NULL,
            merged_into TEXT,
            walk TEXT NOT NULL,
            search TEXT NOT NULL,
            pull INTEGER NOT NULL
        , version INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "household" VALUES('a','thon-1','a','xóm Đình','eligible','["large_text"]',0,NULL,'00000000!0','a xom dinh',1,0);
INSERT INTO "household" VALUES('b','thon-1','b','xóm Đình','eligible','[]',0,NULL,'00000000$0','b xom dinh',1,0);
CREATE TABLE household_edit (
            id TEXT PRIMARY KEY,
            household TEXT NOT NULL,
            hamlet TEXT NOT NULL,
            official TEXT NOT NULL,
            at TEXT NOT NULL,
            base INTEGER NOT NULL,
            changes TEXT NOT NULL,
            settles TEXT NOT NULL,
            corrected_by INTEGER NOT NULL DEFAULT 0,
            n INTEGER UNIQUE
        ) STRICT;
CREATE TABLE identity (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            server TEXT NOT NULL,
            tablet TEXT NOT NULL,
            token TEXT NOT NULL,
            commune TEXT NOT NULL,
            official TEXT NOT NULL,
            scope TEXT NOT NULL
        , seal TEXT NOT NULL DEFAULT '') STRICT;
INSERT INTO "identity" VALUES(1,'http://127.0.0.1:1','tablet-a','token','{"code":"20179","name":"xã Nam Đông","province":"Huế","site":"https://namdong.example","hotline":"0234 3800000","counted_from":"2026-09-01","target":80,"target_on":"2026-12-31","invented":true}','{"id":"hanh","name":"Nguyễn Thị Hạnh","called":"chị Hạnh"}','["thon-1","thon-2"]','seal');
CREATE TABLE new_household (
            id TEXT PRIMARY KEY,
            hamlet TEXT NOT NULL,
            official TEXT NOT NULL,
            at TEXT NOT NULL,
            address_note TEXT NOT NULL,
            needs TEXT NOT NULL,
            corrected_by INTEGER NOT NULL DEFAULT 0,
            n INTEGER UNIQUE
        ) STRICT;
CREATE TABLE official (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            called TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
INSERT INTO "official" VALUES('hanh','Nguyễn Thị Hạnh','chị Hạnh');
CREATE TABLE pack (
            guide TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            hash TEXT NOT NULL,
            changed_on TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE reach (
            household TEXT PRIMARY KEY,
            hamlet TEXT,
            days TEXT NOT NULL,
            standing TEXT NOT NULL,
            last_day TEXT,
            next_visit TEXT,
            promised INTEGER NOT NULL,
            abilities TEXT NOT NULL,
            attempted INTEGER NOT NULL,
            reached INTEGER NOT NULL,
            refused INTEGER NOT NULL,
            unreachable INTEGER NOT NULL,
            helped INTEGER NOT NULL,
            effective INTEGER NOT NULL,
            already_able INTEGER NOT NULL,
            sustained INTEGER NOT NULL,
            visits INTEGER NOT NULL,
            contacts INTEGER NOT NULL
        ) STRICT;
INSERT INTO "reach" VALUES('a','thon-1','{"2026-09-02":{"met":true,"reached":true,"refused":false,"bands":["morning"],"topics":{},"next_visit":null},"2026-09-10":{"met":true,"reached":true,"refused":false,"bands":["morning"],"topics":{},"next_visit":null}}','reached','2026-09-10',NULL,0,'{}',1,1,0,0,0,0,0,0,2,2);
INSERT INTO "reach" VALUES('b','thon-1','{"2026-09-08":{"met":true,"reached":true,"refused":false,"bands":["morning"],"topics":{},"next_visit":null},"2026-09-11":{"met":true,"reached":true,"refused":false,"bands":["morning"],"topics":{},"next_visit":null}}','reached','2026-09-11',NULL,0,'{}',1,1,0,0,0,0,0,0,2,2);
CREATE TABLE refusal (
            id TEXT PRIMARY KEY,
            hamlet TEXT NOT NULL,
            official TEXT NOT NULL,
            day TEXT NOT NULL,
            guides_shown INTEGER NOT NULL,
            n INTEGER UNIQUE
        , corrected_by INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "refusal" VALUES('uxPgInnNRjW6W38FDLJFmQ','thon-1','hanh','2026-09-01',2,4,0);
CREATE TABLE rejected (
            n INTEGER PRIMARY KEY,
            code TEXT NOT NULL,
            vi TEXT NOT NULL,
            en TEXT NOT NULL
        , aside INTEGER NOT NULL DEFAULT 0, mended_at TEXT) STRICT;
INSERT INTO "rejected" VALUES(2,'SCOPE','vi','en',0,NULL);
CREATE TABLE told (
            household TEXT PRIMARY KEY,
            address_note TEXT NOT NULL,
            state TEXT NOT NULL,
            needs TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
CREATE TABLE visit (
            id TEXT PRIMARY KEY,
            household TEXT NOT NULL,
            hamlet TEXT NOT NULL,
            official TEXT NOT NULL,
            started_at TEXT NOT NULL,
            ended_at TEXT NOT NULL,
            outcome TEXT NOT NULL,
            notice_version INTEGER,
            agreed INTEGER,
            help TEXT NOT NULL,
            next_visit TEXT,
            note TEXT NOT NULL,
            satisfaction INTEGER,
            handout TEXT,
            replaces TEXT,
            n INTEGER UNIQUE,
            pull INTEGER NOT NULL
        , corrected_by INTEGER NOT NULL DEFAULT 0, accepted INTEGER) STRICT;
INSERT INTO "visit" VALUES('HqlofM3DSeibgZomh4NpdQ','a','thon-1','binh','2026-09-02T09:00:00+07:00','2026-09-02T09:20:00+07:00','met',1,1,'[]',NULL,'',NULL,NULL,NULL,NULL,1,0,1);
INSERT INTO "visit" VALUES('x2Ir4ywhQCGv0YurCHiO8A','a','thon-1','binh','2026-09-07T09:00:00+07:00','2026-09-07T09:20:00+07:00','met',1,1,'[]',NULL,'',NULL,NULL,NULL,1,0,0,NULL);
INSERT INTO "visit" VALUES('Fpxwmk80SR20Q2r4lSuutw','b','thon-1','binh','2026-09-08T09:00:00+07:00','2026-09-08T09:20:00+07:00','met',1,1,'[]',NULL,'đã gửi',NULL,NULL,NULL,2,0,0,NULL);
INSERT INTO "visit" VALUES('5r2VCvAHQ1G3Dbs72nUDKQ','a','thon-1','binh','2026-09-10T09:00:00+07:00','2026-09-10T09:20:00+07:00','met',1,1,'[]',NULL,'',NULL,NULL,'x2Ir4ywhQCGv0YurCHiO8A',3,0,0,NULL);
INSERT INTO "visit" VALUES('jgwOWQXFSveJjMPTxrH5PQ','b','thon-1','binh','2026-09-11T09:00:00+07:00','2026-09-11T09:20:00+07:00','met',1,1,'[]',NULL,'chưa gửi',NULL,NULL,NULL,5,0,0,NULL);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX household_walk ON household (hamlet, walk);
CREATE INDEX visit_household ON visit (household);
CREATE INDEX contested_household ON contested (household);
CREATE INDEX household_merged ON household (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX household_pull ON household (pull);
CREATE INDEX visit_pull ON visit (pull) WHERE n IS NULL;
CREATE INDEX visit_replaces ON visit (replaces) WHERE replaces IS NOT NULL;
COMMIT;
