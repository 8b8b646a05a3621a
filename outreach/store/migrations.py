"""The form of the tablet's database, one numbered step after another. A published step never changes."""

from contextlib import closing

from sqlite_utils import Database, Migrations

migrations = Migrations("tablet")


@migrations(name="0001_first")
def first(db: Database) -> None:
    """Identity, places, records, what they add up to, the open draft, and the state of the exchange.

    Moments and days are ISO 8601 text, lists are JSON text. Records of this tablet carry its number ``n``;
    those of other tablets have none. ``reach`` is derived from visit and can be counted again at any time.
    """
    db.executescript("""
        CREATE TABLE identity (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            server TEXT NOT NULL,
            tablet TEXT NOT NULL,
            token TEXT NOT NULL,
            commune TEXT NOT NULL,
            official TEXT NOT NULL,
            scope TEXT NOT NULL
        ) STRICT;

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
        ) STRICT;
        INSERT INTO exchange (only) VALUES (1);

        CREATE TABLE rejected (
            n INTEGER PRIMARY KEY,
            code TEXT NOT NULL,
            vi TEXT NOT NULL,
            en TEXT NOT NULL
        ) STRICT;

        CREATE TABLE hamlet (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            name TEXT NOT NULL,
            valid_from TEXT NOT NULL,
            valid_to TEXT,
            merged_into TEXT,
            sort TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE official (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            called TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

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
        ) STRICT;
        CREATE INDEX household_walk ON household (hamlet, walk);

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
        ) STRICT;
        CREATE INDEX visit_household ON visit (household);

        CREATE TABLE refusal (
            id TEXT PRIMARY KEY,
            hamlet TEXT NOT NULL,
            official TEXT NOT NULL,
            day TEXT NOT NULL,
            guides_shown INTEGER NOT NULL,
            n INTEGER UNIQUE
        ) STRICT;

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

        CREATE TABLE draft (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            id TEXT NOT NULL,
            household TEXT NOT NULL,
            body TEXT NOT NULL
        ) STRICT;
    """)


@migrations(name="0002_answers")
def answers(db: Database) -> None:
    """What households said of their handouts."""
    db.executescript("""
        CREATE TABLE answer (
            id TEXT PRIMARY KEY,
            household TEXT NOT NULL,
            hamlet TEXT NOT NULL,
            guide TEXT NOT NULL,
            said TEXT NOT NULL,
            at TEXT NOT NULL,
            pull INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)


@migrations(name="0003_packs")
def packs(db: Database) -> None:
    """The commune's own versions of guides; their texts lie in files named by ``hash``."""
    db.executescript("""
        CREATE TABLE pack (
            guide TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            hash TEXT NOT NULL,
            changed_on TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
    """)


@migrations(name="0004_edits")
def edits(db: Database) -> None:
    """Changes of households, doors found, values that wait for a choice, and what was erased.

    ``told`` holds the server's row of each household over which unsent edits are laid. A ``blank`` keeps the number
    of a record that was erased with its household.
    """
    db.executescript("""
        ALTER TABLE household ADD COLUMN version INTEGER NOT NULL DEFAULT 0;

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

        CREATE TABLE told (
            household TEXT PRIMARY KEY,
            address_note TEXT NOT NULL,
            state TEXT NOT NULL,
            needs TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

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
        CREATE INDEX contested_household ON contested (household);

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

        CREATE INDEX household_merged ON household (merged_into) WHERE merged_into IS NOT NULL;

        CREATE TABLE erased (
            id TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE blank (
            id TEXT PRIMARY KEY,
            n INTEGER UNIQUE
        ) STRICT;
    """)


@migrations(name="0005_renewal")
def renewal(db: Database) -> None:
    """The request for a new identity that is under way, after the store was found to be a copy or set back."""
    db.executescript("ALTER TABLE exchange ADD COLUMN renewal TEXT;")


@migrations(name="0006_seal")
def seal(db: Database) -> None:
    """The server's public key, and sealed files: the last one of this tablet, and other tablets' on their way."""
    db.executescript("""
        ALTER TABLE identity ADD COLUMN seal TEXT NOT NULL DEFAULT '';

        CREATE TABLE exported (
            name TEXT PRIMARY KEY,
            at TEXT NOT NULL,
            records INTEGER NOT NULL,
            last INTEGER NOT NULL,
            place TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

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
    """)


@migrations(name="0007_clocks")
def clocks(db: Database) -> None:
    """By how many seconds the server corrected a record's moments; how far this clock was ahead at the last sync."""
    db.executescript("""
        ALTER TABLE visit ADD COLUMN corrected_by INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE refusal ADD COLUMN corrected_by INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE exchange ADD COLUMN clock_ahead INTEGER NOT NULL DEFAULT 0;
    """)


@migrations(name="0008_accepted")
def accepted(db: Database) -> None:
    """The order in which the server accepted visits, as they were told; NULL for what it has not told of.

    Among visits that correct one another it decides, so a tablet that holds such reads the feed once more.
    """
    db.executescript("""
        ALTER TABLE visit ADD COLUMN accepted INTEGER;
        ALTER TABLE exchange ADD COLUMN told INTEGER NOT NULL DEFAULT 0;
        UPDATE exchange SET cursor = NULL WHERE EXISTS (SELECT 1 FROM visit WHERE replaces IS NOT NULL);
    """)


@migrations(name="0009_forgetting")
def forgetting(db: Database) -> None:
    """Since when numbers are safe, up to which number own records were let go of, what the server holds beyond a gap,
    and what became of records in quarantine."""
    db.executescript("""
        ALTER TABLE exchange ADD COLUMN forgotten INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE exchange ADD COLUMN beyond TEXT NOT NULL DEFAULT '[]';
        ALTER TABLE rejected ADD COLUMN aside INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE rejected ADD COLUMN mended_at TEXT;

        CREATE TABLE covered (
            safe INTEGER PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT;
    """)


@migrations(name="0010_pull")
def pull(db: Database) -> None:
    """What an earlier reading of the feed left behind is asked for after every answer, and nearly always nothing is."""
    db.executescript("""
        CREATE INDEX household_pull ON household (pull);
        CREATE INDEX visit_pull ON visit (pull) WHERE n IS NULL;
    """)


@migrations(name="0011_corrections")
def corrections(db: Database) -> None:
    """Of every visit that is told it is asked whether one that is here corrects it; few visits correct any."""
    db.executescript("CREATE INDEX visit_replaces ON visit (replaces) WHERE replaces IS NOT NULL;")


@migrations(name="0012_retention")
def retention(db: Database) -> None:
    """The first day of which everything is still kept, as of when that was last seen to (NULL: it is to be anew), and
    before which something was deleted since the feed was read from its start."""
    db.executescript("""
        ALTER TABLE exchange ADD COLUMN kept_from TEXT;
        ALTER TABLE exchange ADD COLUMN deleted_before TEXT;
    """)


@migrations(name="0013_retracted")
def retracted(db: Database) -> None:
    """Older apps were told another outcome for retracted visits. Those are corrections: they are told anew."""
    db.executescript("UPDATE exchange SET cursor = NULL WHERE EXISTS (SELECT 1 FROM visit WHERE replaces IS NOT NULL);")


def has_unknown_steps(db: Database) -> bool:
    """Whether a newer app has been here: steps were applied that this one does not know."""
    known = known_steps()
    return any(step.name not in known for step in migrations.applied(db))


def known_steps() -> set[str]:
    """Every step that this app knows."""
    with closing(Database(memory=True, execute_plugins=False)) as empty:
        return {step.name for step in migrations.pending(empty)}
