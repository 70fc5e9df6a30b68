//! Who calls: sessions, accounts, API tokens, and the log of what was done.
//!
//! In: passwords, one-time secrets, tokens. Out: who it is and what that one may. Passwords are kept as argon2id, tokens and sessions by their digest.
//! Accounts live in `team.sqlite` beside the archive; without it (local mode) one person sits at the machine.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use argon2::Argon2;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use axum::http::StatusCode;
use rusqlite::{Connection, OptionalExtension, params};

use crate::fault::Fault;
use crate::security::{digest, secret};

/// What somebody may; each may all that those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reads.
    Viewer,
    /// Accepts, rejects, corrects; takes back.
    Coder,
    /// Merges, splits, joins persons.
    Editor,
    /// Accounts and the log.
    Admin,
}

impl Role {
    /// All, the least first.
    pub const ALL: [Role; 4] = [Role::Viewer, Role::Coder, Role::Editor, Role::Admin];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Viewer => "viewer",
            Role::Coder => "coder",
            Role::Editor => "editor",
            Role::Admin => "admin",
        }
    }

    /// The role with a name.
    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// Somebody who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name.
    pub name: String,
    /// What it may.
    pub role: Role,
    /// What forms must carry; empty for tokens, which no browser sends by itself.
    pub csrf: String,
}

struct Session {
    caller: Caller,
    until: u64,
}

/// Seconds that a session lasts without being used.
const SESSION: u64 = 12 * 3600;
/// Shortest password.
pub const PASSWORD: usize = 12;

/// All who may call.
pub struct Accounts {
    sessions: Mutex<BTreeMap<String, Session>>,
    once: Mutex<Option<String>>,
    team: Option<Mutex<Connection>>,
}

const TABLES: &str = "
    CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, role TEXT NOT NULL, hash TEXT NOT NULL, made INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS tokens (
        id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, account TEXT NOT NULL, label TEXT NOT NULL, role TEXT NOT NULL, until INTEGER NOT NULL, made INTEGER NOT NULL);
    CREATE TABLE IF NOT EXISTS log (number INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL, object TEXT NOT NULL);
    CREATE TRIGGER IF NOT EXISTS log_stays BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
    CREATE TRIGGER IF NOT EXISTS log_remains BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;";

/// Seconds since 1970.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

/// An entry of the log.
pub struct Logged {
    pub at: u64,
    pub who: String,
    pub act: String,
    pub object: String,
}

/// A token as it is listed.
pub struct Token {
    pub id: i64,
    pub label: String,
    pub role: String,
    pub until: u64,
}

impl Accounts {
    /// One person at this machine.
    pub fn local() -> Accounts {
        Accounts { sessions: Mutex::default(), once: Mutex::default(), team: None }
    }

    /// Those of a team, beside an archive.
    pub fn team(folder: &Path) -> Result<Accounts, rusqlite::Error> {
        let db = Connection::open(folder.join("team.sqlite"))?;
        db.busy_timeout(std::time::Duration::from_secs(10))?;
        db.execute_batch(TABLES)?;
        Ok(Accounts { sessions: Mutex::default(), once: Mutex::default(), team: Some(Mutex::new(db)) })
    }

    /// Whether there are accounts.
    pub fn is_team(&self) -> bool {
        self.team.is_some()
    }

    fn db<T>(&self, with: impl FnOnce(&Connection) -> Result<T, rusqlite::Error>) -> Result<T, Fault> {
        let none = || Fault::new(StatusCode::NOT_FOUND, "not-found", "this server has no accounts: it was started for one person. Start it with --team.");
        let db = self.team.as_ref().ok_or_else(none)?;
        let db = db.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        Ok(with(&db)?)
    }

    /// A new one-time secret, which replaces any other.
    pub fn once(&self) -> String {
        let new = secret();
        *lock(&self.once) = Some(digest(&new));
        new
    }

    /// Whether the one-time secret is this; it is used up by that.
    pub fn use_once(&self, given: &str) -> bool {
        let mut once = lock(&self.once);
        let right = once.as_ref().is_some_and(|wanted| crate::security::same(wanted, &digest(given)));
        if right {
            *once = None;
        }
        right
    }

    /// Begins a session; what its cookie holds.
    pub fn begin(&self, name: &str, role: Role) -> String {
        let key = secret();
        let mut sessions = lock(&self.sessions);
        let now = now();
        sessions.retain(|_, session| session.until > now);
        sessions.insert(digest(&key), Session { caller: Caller { name: name.to_owned(), role, csrf: secret() }, until: now + SESSION });
        key
    }

    /// Ends the session whose forms carry this.
    pub fn end_of(&self, csrf: &str) {
        lock(&self.sessions).retain(|_, session| csrf.is_empty() || session.caller.csrf != csrf);
    }

    /// Whose session this is.
    pub fn session(&self, key: &str) -> Option<Caller> {
        let mut sessions = lock(&self.sessions);
        let session = sessions.get_mut(&digest(key)).filter(|session| session.until > now())?;
        session.until = now() + SESSION;
        Some(session.caller.clone())
    }

    /// How many accounts there are.
    pub fn count(&self) -> Result<i64, Fault> {
        self.db(|db| db.query_row("SELECT count(*) FROM accounts", [], |row| row.get(0)))
    }

    /// Names and roles.
    pub fn list(&self) -> Result<Vec<(String, String)>, Fault> {
        self.db(|db| db.prepare("SELECT name, role FROM accounts ORDER BY name")?.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
    }

    /// Sets an account up, or changes its role and password; its sessions end.
    pub fn set(&self, name: &str, role: Role, password: &str) -> Result<(), Fault> {
        let bad = |detail: &str| Err(Fault::new(StatusCode::BAD_REQUEST, "bad-account", detail));
        let chars = |c: char| c.is_alphanumeric() || "-_.@".contains(c);
        if name.is_empty() || name.chars().count() > 64 || !name.chars().all(chars) {
            return bad("a name has 1 to 64 letters, digits or any of - _ . @");
        }
        if !(PASSWORD..=200).contains(&password.chars().count()) {
            return bad("a password has 12 to 200 characters");
        }
        let hash = hash(password)?;
        self.db(|db| {
            db.execute(
                "INSERT INTO accounts (name, role, hash, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (name) DO UPDATE SET role = ?2, hash = ?3",
                params![name, role.as_str(), hash, now() as i64],
            )
        })?;
        self.forget(name);
        Ok(())
    }

    /// Removes an account with its tokens and sessions.
    pub fn remove(&self, name: &str) -> Result<bool, Fault> {
        let gone = self.db(|db| {
            db.execute("DELETE FROM tokens WHERE account = ?", [name])?;
            db.execute("DELETE FROM accounts WHERE name = ?", [name])
        })?;
        self.forget(name);
        Ok(gone > 0)
    }

    fn forget(&self, name: &str) {
        lock(&self.sessions).retain(|_, session| session.caller.name != name);
    }

    /// The role of somebody who knows the password.
    pub fn enter(&self, name: &str, password: &str) -> Result<Option<Role>, Fault> {
        let found: Option<(String, String)> =
            self.db(|db| db.query_row("SELECT role, hash FROM accounts WHERE name = ?", [name], |row| Ok((row.get(0)?, row.get(1)?))).optional())?;
        // Somebody who does not exist takes as long as somebody who does.
        let (role, hash) = match &found {
            Some((role, hash)) => (Role::parse(role), hash.clone()),
            None => (None, self::hash("nobody has this password")?),
        };
        let right = PasswordHash::new(&hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        Ok(role.filter(|_| right))
    }

    /// A new token; shown once.
    pub fn issue(&self, account: &str, label: &str, role: Role, days: u64) -> Result<String, Fault> {
        let token = format!("chancery_{}", secret());
        let until = now() + days.clamp(1, 366) * 86_400;
        self.db(|db| {
            db.execute(
                "INSERT INTO tokens (digest, account, label, role, until, made) VALUES (?, ?, ?, ?, ?, ?)",
                params![digest(&token), account, label, role.as_str(), until as i64, now() as i64],
            )
        })?;
        Ok(token)
    }

    /// The tokens of an account.
    pub fn tokens(&self, account: &str) -> Result<Vec<Token>, Fault> {
        self.db(|db| {
            db.prepare("SELECT id, label, role, until FROM tokens WHERE account = ? ORDER BY id")?
                .query_map([account], |row| Ok(Token { id: row.get(0)?, label: row.get(1)?, role: row.get(2)?, until: row.get::<_, i64>(3)? as u64 }))?
                .collect()
        })
    }

    /// Takes a token back.
    pub fn revoke(&self, account: &str, id: i64) -> Result<bool, Fault> {
        Ok(self.db(|db| db.execute("DELETE FROM tokens WHERE id = ? AND account = ?", params![id, account]))? > 0)
    }

    /// Whose token this is; what it may is bounded by what its account may now.
    pub fn bearer(&self, token: &str) -> Result<Option<Caller>, Fault> {
        if self.team.is_none() {
            return Ok(None);
        }
        let found: Option<(String, String, String, i64)> = self.db(|db| {
            db.query_row(
                "SELECT a.name, a.role, t.role, t.until FROM tokens t JOIN accounts a ON a.name = t.account WHERE t.digest = ?",
                [digest(token)],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
            )
            .optional()
        })?;
        Ok(found.filter(|(.., until)| *until > now() as i64).and_then(|(name, account, scope, _)| {
            let role = Role::parse(&account)?.min(Role::parse(&scope)?);
            Some(Caller { name, role, csrf: String::new() })
        }))
    }

    /// Writes down what was done.
    pub fn log(&self, who: &str, act: &str, object: &str) -> Result<(), Fault> {
        if self.team.is_none() {
            return Ok(());
        }
        self.db(|db| db.execute("INSERT INTO log (at, who, act, object) VALUES (?, ?, ?, ?)", params![now() as i64, who, act, object]))?;
        Ok(())
    }

    /// What was done, the newest first.
    pub fn logged(&self, most: usize) -> Result<Vec<Logged>, Fault> {
        self.db(|db| {
            db.prepare("SELECT at, who, act, object FROM log ORDER BY number DESC LIMIT ?")?
                .query_map([most as i64], |row| Ok(Logged { at: row.get::<_, i64>(0)? as u64, who: row.get(1)?, act: row.get(2)?, object: row.get(3)? }))?
                .collect()
        })
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn hash(password: &str) -> Result<String, Fault> {
    let fault = |_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "accounts", "the password could not be kept.");
    let mut salt = [0u8; 16];
    getrandom::fill(&mut salt).map_err(fault)?;
    let fault = |_| Fault::new(StatusCode::INTERNAL_SERVER_ERROR, "accounts", "the password could not be kept.");
    let salt = SaltString::encode_b64(&salt).map_err(fault)?;
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt).map_err(fault)?.to_string())
}
