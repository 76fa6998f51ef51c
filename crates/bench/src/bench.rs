//! Everything that is measured, one part after the other.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use test_users::Users;
use xtask::shell::print_status;
use xtask::workspace::{dist, root};

use crate::baseline::Baseline;
use crate::cold::{self, Subject};
use crate::core;
use crate::figures::Figures;
use crate::lighthouse::Lighthouse;
use crate::options::{Options, Part};
use crate::panel::Panel;
use crate::profile::Profile;
use crate::report;
use crate::server::{Files, Homeserver, ServedSite, Server};
use crate::session;

/// What measuring takes.
#[derive(Debug)]
pub struct Bench<'a> {
    options: &'a Options,
    files: Files,
    lighthouse: Option<Lighthouse>,
}

impl<'a> Bench<'a> {
    /// Makes sure of everything.
    ///
    /// # Errors
    /// When the panel is not built, or something is missing and cannot be had.
    pub fn new(options: &'a Options) -> Result<Self> {
        let is_looked_at = options.wants(Part::Lighthouse);
        let lighthouse = is_looked_at.then(Lighthouse::ensure).transpose()?;
        print_status("Compressing");
        let mut files = Files::default();
        let panel = folder("PANEL_DIST").unwrap_or_else(dist);
        files.add_folder("/", &panel, true)?;
        let baseline = root().join("bench").join("floor");
        files.add_folder("/floor/", &baseline, false)?;
        Ok(Self {
            options,
            files,
            lighthouse,
        })
    }

    /// Measures what is wanted.
    ///
    /// # Errors
    /// When the panel, a homeserver or the browser fails.
    pub async fn measure(&self) -> Result<Vec<Figures>> {
        let mut measured = Vec::new();
        for &users in &self.options.users {
            if self.options.synapse {
                measured.push(self.real(users).await?);
            } else {
                measured.extend(self.generated(users).await?);
            }
        }
        Ok(measured)
    }

    /// Which functions the time goes to, with as many users as were named last.
    ///
    /// # Errors
    /// When the panel or the browser fails.
    pub async fn profile(&self, only: &str) -> Result<Profile> {
        let users = self.options.users.last().copied().unwrap_or_default();
        let server = self.serve(Homeserver::generated(Users::new(users)))?;
        let panel = Panel::open(&server).await?;
        let profile = panel.profile(only).await?;
        panel.close().await?;
        Ok(profile)
    }

    fn serve(&self, homeserver: Homeserver) -> Result<Server> {
        Server::start(ServedSite {
            files: self.files.clone(),
            homeserver,
            latency: self.options.latency,
        })
    }

    async fn generated(&self, users: u32) -> Result<Vec<Figures>> {
        let runs = self.options.runs;
        let generated = Users::new(users);
        let mut measured = Vec::new();
        if self.begins(Part::Core, users) {
            let page = folder("BENCH_PAGE").context("BENCH_PAGE names no folder")?;
            measured.push(core::measure(&page, generated.clone(), runs).await?);
        }
        let server = self.serve(Homeserver::generated(generated))?;
        if self.begins(Part::Cold, users) {
            measured.push(self.cold(&server, users, "", crate::TOKEN).await?);
        }
        if self.begins(Part::Panel, users) {
            let panel = Panel::open(&server).await?;
            let baseline = Baseline::open(&server).await?;
            measured.push(report::measure(&panel, &baseline, users, runs).await?);
            baseline.close().await?;
            panel.close().await?;
        }
        if self.begins(Part::Session, users) {
            let panel = Panel::open(&server).await?;
            measured.push(session::measure(&panel, users).await?);
            panel.close().await?;
        }
        if let Some(lighthouse) = &self.lighthouse {
            self.begins(Part::Lighthouse, users);
            measured.push(lighthouse.measure(&server, users, runs).await?);
        }
        Ok(measured)
    }

    /// Cold loads with the homeserver that `cargo xtask run` has, too.
    async fn real(&self, users: u32) -> Result<Figures> {
        let options = test_support::Options::named(&format!("run-{users}"), users);
        let synapse = test_support::Synapse::start(&options)?;
        let server = self.serve(Homeserver::real(synapse.base_url()))?;
        self.begins(Part::Cold, users);
        let token = &synapse.admin().access_token;
        let whose = " of a real Synapse";
        self.cold(&server, users, whose, token).await
    }

    async fn cold(&self, server: &Server, users: u32, whose: &str, token: &str) -> Result<Figures> {
        let ms = self.options.latency.as_millis();
        let about = format!("{users} users{whose}, cold; every answer is held back for {ms} ms");
        let subject = Subject {
            about: &about,
            server,
            token,
            users,
        };
        cold::measure(subject, self.options.runs).await
    }

    /// Whether a part is wanted, which is then said.
    fn begins(&self, part: Part, users: u32) -> bool {
        let wanted = self.options.wants(part);
        if wanted {
            print_status(format!("{}, {users} users", part.name()));
        }
        wanted
    }
}

/// The folder that a variable of the environment names.
fn folder(name: &str) -> Option<PathBuf> {
    std::env::var_os(name).map(PathBuf::from)
}
