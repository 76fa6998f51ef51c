//! What the panel's host has decided, for all components.

use leptos::prelude::*;
use panel_core::config::{Config, ConfigError};

/// The configuration, and what of it can't be used.
#[derive(Clone, Copy)]
pub struct Settings {
    config: StoredValue<Config>,
    errors: RwSignal<Vec<ConfigError>>,
}

impl Settings {
    /// As they were read.
    pub fn new(config: Config, errors: Vec<ConfigError>) -> Self {
        Self {
            config: StoredValue::new(config),
            errors: RwSignal::new(errors),
        }
    }

    /// What of the configuration can't be used.
    pub fn errors(self) -> RwSignal<Vec<ConfigError>> {
        self.errors
    }

    /// Something of the configuration.
    pub fn get<T>(self, of: impl FnOnce(&Config) -> T) -> T {
        self.config.with_value(of)
    }

    /// Decides what depends on the panel's own origin, given if it is a homeserver.
    pub(crate) fn resolve_own_origin(self, own_homeserver: Option<String>) {
        self.config
            .update_value(|config| config.resolve_own_origin(own_homeserver));
    }
}
