//! A real Synapse on this machine, filled once and then kept.

mod config;
pub mod http;
mod process;
pub use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::database::Database;
use crate::postgres::Cluster;
use crate::program::free_port;
use crate::seed::{self, SERVER_NAME, Seed};
use http::Client;
use process::Process;
use xtask::shell::{output, print_status};
use xtask::tools::python;

/// The administrator's localpart.
pub const ADMIN: &str = "admin";
/// The local part of a user who is not an administrator.
pub const NON_ADMIN: &str = "viewer";
/// The password of every account that has one. The data are made up and the server is out of
/// reach for other machines.
pub const PASSWORD: &str = "correct-horse-battery";

/// How old the seeded data may get before all times are moved up to now.
const STALE: u64 = 6 * 60 * 60 * 1000;

/// Which database the homeserver uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Engine {
    /// A file, kept between starts.
    Sqlite,
    /// A temporary cluster; the homeserver is filled again at every start.
    Postgres,
}

/// What kind of homeserver to start.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where everything that belongs to it is kept; one homeserver at a time can use it.
    pub data: PathBuf,
    /// The port to listen on; 0 for a free one.
    pub port: u16,
    /// The database.
    pub engine: Engine,
    /// What it is filled with.
    pub seed: Seed,
    /// Whether sign-in is limited as a default Synapse does it, rather than not at all.
    pub strict_login_limits: bool,
    /// Whether to fill it again even if the data is up to date, because tests will change it.
    pub fresh: bool,
    /// Further settings of `homeserver.yaml`, once it is filled.
    pub settings: Value,
}

impl Options {
    /// A homeserver with SQLite, a free port and the hostile seed, kept in
    /// `target/synapse/NAME`.
    pub fn named(name: &str, users: u32) -> Self {
        Self {
            data: xtask::workspace::target().join("synapse").join(name),
            port: 0,
            engine: Engine::Sqlite,
            seed: Seed {
                users,
                hostile: true,
            },
            strict_login_limits: false,
            fresh: false,
            settings: Value::Null,
        }
    }
}

/// A user who can sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The full user ID.
    pub user_id: String,
    /// What stands between `@` and `:`.
    pub localpart: String,
    /// The password.
    pub password: String,
    /// A token that does not expire.
    pub access_token: String,
}

/// What is known about a filled homeserver; its file says that the filling was completed.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct SeedState {
    fingerprint: String,
    anchor: u64,
    admin: Account,
    non_admin: Account,
}

/// A running homeserver. It ends with this value, or with this process.
#[derive(Debug)]
pub struct Synapse {
    process: Process,
    port: u16,
    filled: SeedState,
    // After `process`: the database must outlive the homeserver, the lock everything.
    database: Database,
    _lock: File,
}

impl Synapse {
    /// Starts the homeserver, after installing and filling it if need be.
    ///
    /// # Errors
    /// When something that it needs is missing, its folder or port is in use, or it fails.
    pub fn start(options: &Options) -> Result<Self> {
        if options.port != 0 {
            process::claim_port(options.port)?;
        }
        let python = python::ensure()?;
        let lock = lock(&options.data)?;
        let fingerprint = fingerprint(options);
        let marker = options.data.join("filled.json");
        let kept = (options.engine == Engine::Sqlite && !options.fresh)
            .then(|| read(&marker).filter(|filled| filled.fingerprint == fingerprint))
            .flatten();
        if kept.is_none() {
            clear(&options.data)?;
        }
        let database = match options.engine {
            Engine::Sqlite => Database::Sqlite(options.data.join("homeserver.db")),
            Engine::Postgres => Database::Postgres(Arc::new(Cluster::start()?)),
        };
        let mut filled = match kept {
            Some(filled) => refresh(&database, filled, &marker)?,
            None => fill(&python, options, &database, fingerprint, &marker)?,
        };
        print_status("Starting Synapse");
        let (process, port) = launch(&python, options, &database, options.port)?;
        // Where the login is not Synapse's own, its tokens are of no use.
        if options.settings["matrix_authentication_service"].is_null() {
            renew(&Client::new(&base_url(port)), &mut filled, &marker)?;
        }
        Ok(Self {
            process,
            port,
            filled,
            database,
            _lock: lock,
        })
    }

    /// Where it answers: `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        base_url(self.port)
    }

    /// The part of user IDs behind the colon.
    pub fn server_name(&self) -> &'static str {
        SERVER_NAME
    }

    /// The administrator.
    pub fn admin(&self) -> &Account {
        &self.filled.admin
    }

    /// A user who is not an administrator.
    pub fn non_admin(&self) -> &Account {
        &self.filled.non_admin
    }

    /// The time in milliseconds that the ages of all seeded media count from.
    pub fn anchor(&self) -> u64 {
        self.filled.anchor
    }

    /// Its database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// A client with the administrator's token, for arranging things or comparing answers.
    pub fn client(&self) -> Client {
        Client::new(&self.base_url()).with_token(&self.filled.admin.access_token)
    }

    /// Whether it is still running.
    pub fn is_running(&mut self) -> bool {
        self.process.is_running()
    }
}

fn base_url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn launch(
    python: &Path,
    options: &Options,
    database: &Database,
    port: u16,
) -> Result<(Process, u16)> {
    let port = if port == 0 { free_port()? } else { port };
    let Options {
        data,
        strict_login_limits,
        settings,
        ..
    } = options;
    config::write(data, port, database, *strict_login_limits, settings)?;
    let client = Client::new(&base_url(port));
    Ok((Process::start(python, &options.data, &client)?, port))
}

/// Lets the server make its tables, makes the accounts that need the API, stops it, and adds the
/// rest straight into the database.
fn fill(
    python: &Path,
    options: &Options,
    database: &Database,
    fingerprint: String,
    marker: &Path,
) -> Result<SeedState> {
    print_status("Preparing a homeserver (its tables, accounts and data: some seconds)");
    let data = &options.data;
    let homeserver = [
        "-m",
        "synapse.app.homeserver",
        "--generate-keys",
        "--config-path",
    ];
    config::write(data, 1, database, false, &Value::Null)?;
    let config = data.join("homeserver.yaml");
    output(
        Command::new(python)
            .args(homeserver)
            .arg(&config)
            .current_dir(data),
    )?;

    let relaxed = Options {
        strict_login_limits: false,
        settings: Value::Null,
        ..options.clone()
    };
    let (process, port) = launch(python, &relaxed, database, 0)?;
    let base_url = base_url(port);
    let register = ["-m", "synapse._scripts.register_new_matrix_user", "--admin"];
    let mut command = Command::new(python);
    command
        .args(register)
        .args(["--user", ADMIN, "--password", PASSWORD, "--config"]);
    output(command.arg(&config).arg(&base_url)).context("cannot register an administrator")?;

    let client = Client::new(&base_url);
    let admin = account(&client, ADMIN)?;
    let admin_client = client.with_token(&admin.access_token);
    seed::uploads::register(&admin_client, NON_ADMIN, "Viewer without rights")?;
    let non_admin = account(&client, NON_ADMIN)?;
    if options.seed.hostile {
        seed::uploads::make(&admin_client, &client)?;
    }
    drop(process);
    let minute = 60 * 1000;
    let anchor = now()? / minute * minute;
    seed::store::fill(database, options.seed, anchor)?;
    let filled = SeedState {
        fingerprint,
        anchor,
        admin,
        non_admin,
    };
    fs::write(marker, serde_json::to_vec_pretty(&filled)?)?;
    Ok(filled)
}

fn account(client: &Client, localpart: &str) -> Result<Account> {
    Ok(Account {
        user_id: seed::user_id(localpart),
        localpart: localpart.to_owned(),
        password: PASSWORD.to_owned(),
        access_token: client.log_in(localpart, PASSWORD)?,
    })
}

/// Signs in again if the token of a kept account was revoked.
fn renew(client: &Client, filled: &mut SeedState, marker: &Path) -> Result<()> {
    for kept in [&mut filled.admin, &mut filled.non_admin] {
        let whoami = client.with_token(&kept.access_token);
        if whoami.get("/_matrix/client/v3/account/whoami")?.0 == 401 {
            *kept = account(client, &kept.localpart)?;
        }
    }
    Ok(fs::write(marker, serde_json::to_vec_pretty(filled)?)?)
}

/// Moves the data up to now if they have become old, so that "the last seven days" is never empty.
fn refresh(database: &Database, mut filled: SeedState, marker: &Path) -> Result<SeedState> {
    let age = now()?.saturating_sub(filled.anchor);
    if age > STALE {
        print_status("Moving the seeded media up to now");
        let minute = 60 * 1000;
        let by = age / minute * minute;
        // Without a marker in between: a move that is cut off must not be taken for a whole one.
        fs::remove_file(marker)?;
        seed::store::shift(database, by)?;
        filled.anchor += by;
        fs::write(marker, serde_json::to_vec_pretty(&filled)?)?;
    }
    Ok(filled)
}

fn fingerprint(options: &Options) -> String {
    let Options {
        seed: Seed { users, hostile },
        engine,
        ..
    } = options;
    let (seed, synapse) = (seed::VERSION, python::VERSION);
    format!("seed {seed}, {users} users, hostile {hostile}, {engine:?}, Synapse {synapse}")
}

fn read(marker: &Path) -> Option<SeedState> {
    serde_json::from_slice(&fs::read(marker).ok()?).ok()
}

/// Takes the folder; waits a little for a predecessor that is just ending.
fn lock(data: &Path) -> Result<File> {
    fs::create_dir_all(data).with_context(|| format!("cannot make {}", data.display()))?;
    let file = File::create(data.join("lock"))?;
    let begun = Instant::now();
    while file.try_lock().is_err() {
        if begun.elapsed() > Duration::from_secs(10) {
            let data = data.display();
            bail!("another homeserver is using {data}: stop it first");
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Ok(file)
}

/// Empties the folder, but for the lock that we hold.
fn clear(data: &Path) -> Result<()> {
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        if entry.file_name() == "lock" {
            continue;
        }
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

fn now() -> Result<u64> {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH)?;
    Ok(u64::try_from(elapsed.as_millis())?)
}
