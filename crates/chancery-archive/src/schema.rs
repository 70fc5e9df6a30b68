//! The tables of an archive, and their version.
//!
//! In: an open file. Out: the same file at this version. `user_version` counts the steps below; a file of a later version is refused.
//! What is said to be derived can be thrown away and rebuilt from the rest.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Error, ErrorKind};

/// `chan`, so that `file` and SQLite's tools can tell what it is.
pub(crate) const APPLICATION: i32 = 0x6368_616E;

/// Each step leads from one version to the next.
const STEPS: &[&str] = &["
    CREATE TABLE dictionaries (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, bytes BLOB NOT NULL);

    -- Several texts or readings compressed together; slot counts them from 0.
    CREATE TABLE packs (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL);

    -- The bytes as given, named by their SHA-256; mark is its first eight bytes.
    CREATE TABLE sources (id INTEGER PRIMARY KEY, mark INTEGER NOT NULL, digest BLOB NOT NULL, pack INTEGER NOT NULL REFERENCES packs (id), slot INTEGER NOT NULL);
    CREATE INDEX sources_mark ON sources (mark);

    CREATE TABLE outlets (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

    -- How a text was read from its bytes: columns and encoding as the user named them.
    CREATE TABLE recipes (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);

    -- A source as it was published. published and published_to count days since 1970-01-01; given is the day that the user said; known is
    -- what the container says (charset, metadata); text is stored only where reading the bytes again may give another; text_check is
    -- a hash of it.
    CREATE TABLE documents (
        id INTEGER PRIMARY KEY, mark INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES sources (id), name TEXT NOT NULL, format TEXT NOT NULL,
        recipe INTEGER NOT NULL REFERENCES recipes (id), known TEXT, given INTEGER, published INTEGER, published_to INTEGER,
        outlet INTEGER REFERENCES outlets (id), url TEXT, text BLOB, text_check INTEGER NOT NULL, added INTEGER NOT NULL, sketch BLOB);
    CREATE INDEX documents_mark ON documents (mark);
    CREATE INDEX documents_source ON documents (source);
    CREATE INDEX documents_published ON documents (published);

    CREATE TABLE engines (id INTEGER PRIMARY KEY, version TEXT NOT NULL, knowledge TEXT NOT NULL, UNIQUE (version, knowledge));
    CREATE TABLE readings (document INTEGER PRIMARY KEY REFERENCES documents (id), engine INTEGER NOT NULL REFERENCES engines (id), pack INTEGER NOT NULL REFERENCES packs (id), slot INTEGER NOT NULL);

    -- What could not be read, to be tried again.
    CREATE TABLE failures (name TEXT PRIMARY KEY, input TEXT NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, recipe INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;

    -- Append-only: nothing here is ever changed or deleted.
    CREATE TABLE decisions (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

    -- Derived from here on. Copies: pairs of documents whose texts are the same or nearly so, left < right.
    CREATE TABLE copies (low INTEGER NOT NULL, high INTEGER NOT NULL, alike INTEGER NOT NULL, PRIMARY KEY (low, high)) WITHOUT ROWID;
    CREATE INDEX copies_high ON copies (high);

    -- The index: segments of neighbouring documents; blocks of posting lists; days of publication by document.
    CREATE TABLE segments (id INTEGER PRIMARY KEY, family INTEGER NOT NULL, base INTEGER NOT NULL, count INTEGER NOT NULL, level INTEGER NOT NULL, days BLOB);
    CREATE TABLE blocks (id INTEGER PRIMARY KEY, segment INTEGER NOT NULL REFERENCES segments (id), first INTEGER NOT NULL, bytes BLOB NOT NULL);
    CREATE INDEX blocks_first ON blocks (segment, first);

    -- The register: rows of events, instruments and relations; what each names; persons and wordings counted. progress says through which
    -- document the register has come.
    CREATE TABLE records (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, layer TEXT NOT NULL, bucket INTEGER NOT NULL, kind TEXT NOT NULL, status TEXT,
        first INTEGER, last INTEGER, body BLOB NOT NULL);
    CREATE INDEX records_bucket ON records (bucket);
    CREATE INDEX records_first ON records (layer, first);
    CREATE TABLE parties (key INTEGER NOT NULL, record INTEGER NOT NULL, PRIMARY KEY (key, record)) WITHOUT ROWID;
    CREATE TABLE named (
        bucket TEXT PRIMARY KEY, layer TEXT NOT NULL, name TEXT NOT NULL, english TEXT, state TEXT, known INTEGER NOT NULL, documents INTEGER NOT NULL,
        uses INTEGER NOT NULL, first INTEGER, last INTEGER) WITHOUT ROWID;
    CREATE TABLE stale (bucket TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE progress (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
    ", "
    -- Nothing asks which documents have a source.
    DROP INDEX documents_source;
    ", "
    -- A second dictionary of a kind is named by its number (text 2), and readings are stored in another shape: what an earlier program can't read.
    "];

/// How long the write-ahead log becomes before it is copied into the file.
const LOG_BYTES: i64 = 48 << 20;

/// The version that this program writes.
pub(crate) const VERSION: usize = STEPS.len();

/// Sets a connection up.
pub(crate) fn configure(db: &Connection) -> Result<(), Error> {
    db.busy_timeout(std::time::Duration::from_secs(60))?;
    // A statement is planned once, not again for each value that it is asked with.
    db.set_db_config(rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cell_size_check", true)?;
    db.pragma_update(None, "foreign_keys", false)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "cache_size", -32_000)?;
    // Some batches between two copies of the log into the file.
    let page: i64 = db.pragma_query_value(None, "page_size", |row| row.get(0))?;
    db.pragma_update(None, "wal_autocheckpoint", LOG_BYTES / page.max(512))?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Brings a new file or one of an earlier version to this version.
pub(crate) fn migrate(db: &mut Connection, folder: &str) -> Result<(), Error> {
    let found = version(db)?;
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if found > VERSION {
        let message = format!("{folder}: this archive has version {found}; this program reads up to {VERSION}. Use the program that wrote it, or a later one.");
        return Err(Error::new(ErrorKind::TooNew, message));
    }
    if application != APPLICATION && (found > 0 || application != 0) {
        let message = format!("{folder}: archive.sqlite is a database of another program. Name a folder that holds an archive, or an empty one.");
        return Err(Error::new(ErrorKind::NoArchive, message));
    }
    if found == VERSION {
        return Ok(());
    }
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if found == 0 && tables > 0 {
        let message = format!("{folder}: archive.sqlite is a database of another program. Name a folder that holds an archive, or an empty one.");
        return Err(Error::new(ErrorKind::NoArchive, message));
    }
    if found == 0 {
        // What is longer than a page fills whole ones, so that small pages waste least.
        db.pragma_update(None, "page_size", 4096)?;
        db.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        db.pragma_update(None, "journal_mode", "WAL")?;
    }
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Another program may have been faster.
    for sql in STEPS.iter().skip(version(&step)?) {
        step.execute_batch(sql)?;
    }
    step.pragma_update(None, "application_id", APPLICATION)?;
    step.pragma_update(None, "user_version", VERSION as i64)?;
    step.commit()?;
    Ok(())
}

fn version(db: &Connection) -> Result<usize, Error> {
    let found: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(found.max(0) as usize)
}
