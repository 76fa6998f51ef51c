//! A temporary PostgreSQL cluster, reached through a private socket.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use xtask::shell::{apt_install, find, is_root, output, print_status};

/// The cluster's only user.
pub const USER: &str = "synapse";
/// The homeserver's database.
pub const DATABASE: &str = "synapse";

/// Runs the server until standard input is closed, which also happens when the process at the
/// other end is killed; then removes the whole cluster.
const LAUNCHER: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
    -c synchronous_commit=off > "$2/postgres.log" 2>&1 &
server=$!
read -r _
kill -INT $server
wait $server
rm -rf "$2"
"#;

/// A running cluster, ended and removed when dropped.
#[derive(Debug)]
pub struct Cluster {
    server: Child,
    lifeline: Option<ChildStdin>,
    folder: PathBuf,
    programs: PathBuf,
}

impl Cluster {
    /// Makes and starts a cluster with one empty database, in the C collation as Synapse wants it.
    ///
    /// # Errors
    /// When PostgreSQL is missing and cannot be installed, or fails.
    pub fn start() -> Result<Self> {
        let programs = programs()?;
        // In the system's folder for temporary files: a socket's path must be short, and
        // PostgreSQL, which refuses to run as root, must be able to get there as another user.
        let template = std::env::temp_dir().join("media-usage-postgres-XXXXXX");
        print_status("Starting a throw-away PostgreSQL");
        let mut make = as_postgres("mktemp");
        let folder = output(make.arg("-d").arg(template))?;
        let folder = PathBuf::from(folder.trim_end());
        let mut init = as_postgres(programs.join("initdb"));
        init.arg("-D")
            .arg(folder.join("data"))
            .args(["-U", USER, "--auth=trust", "--no-sync"]);
        output(init.args(["--encoding=UTF8", "--locale=C"]))?;
        let mut command = as_postgres("sh");
        command
            .args(["-c", LAUNCHER, "launcher"])
            .arg(&programs)
            .arg(&folder);
        command.current_dir(&folder).process_group(0);
        let mut server = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()?;
        let lifeline = server.stdin.take();
        let cluster = Self {
            server,
            lifeline,
            folder,
            programs,
        };
        cluster.wait()?;
        let create = format!("CREATE DATABASE {DATABASE}");
        output(cluster.client("postgres").args(["--command", &create]))?;
        Ok(cluster)
    }

    fn wait(&self) -> Result<()> {
        let begun = Instant::now();
        while output(self.client("postgres").args(["--command", "SELECT 1"])).is_err() {
            if begun.elapsed() > Duration::from_secs(30) {
                let log = fs::read_to_string(self.folder.join("postgres.log")).unwrap_or_default();
                bail!("PostgreSQL does not start: {}", log.trim());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Ok(())
    }

    /// The folder of its socket: what clients call its host.
    pub fn socket_dir(&self) -> &Path {
        &self.folder
    }

    /// `psql` on the homeserver's database.
    pub fn psql(&self) -> Command {
        self.client(DATABASE)
    }

    fn client(&self, database: &str) -> Command {
        let mut command = Command::new(self.programs.join("psql"));
        command.args([
            "--no-psqlrc",
            "--set",
            "ON_ERROR_STOP=1",
            "--username",
            USER,
        ]);
        command
            .arg("--host")
            .arg(&self.folder)
            .args(["--dbname", database]);
        command.env("PGCLIENTENCODING", "UTF8");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        let _ = self.server.wait();
    }
}

/// PostgreSQL refuses to run as root; Debian's package makes a user for it.
fn as_postgres(program: impl AsRef<std::ffi::OsStr>) -> Command {
    if is_root() {
        let mut command = Command::new("runuser");
        command
            .args(["-u", "postgres", "--"])
            .arg(program)
            .current_dir("/");
        command
    } else {
        Command::new(program)
    }
}

/// The folder with `initdb`, `postgres` and `psql`, which Debian keeps out of `PATH`.
fn programs() -> Result<PathBuf> {
    if let Some(folder) = installed() {
        return Ok(folder);
    }
    apt_install("PostgreSQL", &["postgresql"])?;
    installed().context("PostgreSQL is installed, but its `initdb` was not found")
}

fn installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok();
    let folders = versions
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"));
    let debian = folders
        .filter(|folder| folder.join("initdb").is_file())
        .max();
    debian.or_else(|| find("initdb").and_then(|path| Some(path.parent()?.to_path_buf())))
}
