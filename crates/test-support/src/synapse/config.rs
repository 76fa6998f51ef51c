//! The homeserver's configuration: everything on this machine, nothing to the outside.

use std::fs;
use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use crate::database::Database;
use crate::seed::SERVER_NAME;

/// Writes `homeserver.yaml` (JSON is YAML) and the configuration of its log.
pub(super) fn write(
    data: &Path,
    port: u16,
    database: &Database,
    strict_login_limits: bool,
    settings: &Value,
) -> Result<()> {
    let mut config = json!({
        "server_name": SERVER_NAME,
        "public_baseurl": format!("http://127.0.0.1:{port}/"),
        "report_stats": false,
        "listeners": [{
            "port": port,
            "type": "http",
            "bind_addresses": ["127.0.0.1"],
            "resources": [{ "names": ["client"], "compress": false }],
        }],
        "database": connection(database),
        "log_config": data.join("log.yaml"),
        "signing_key_path": data.join("signing.key"),
        "pid_file": data.join("synapse.pid"),
        "media_store_path": data.join("media"),
        "registration_shared_secret_path": data.join("registration.secret"),
        "macaroon_secret_key": "of no worth: this server holds made-up data only",
        "form_secret": "of no worth: this server holds made-up data only",
        "bcrypt_rounds": 4,
        "enable_registration": false,
        "url_preview_enabled": false,
        "presence": { "enabled": false },
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "stats": { "enabled": false },
        "user_directory": { "enabled": false },
        "push": { "enabled": false },
        // A plain login gives a token that lasts; one that asks for a refresh token gets both.
        "refreshable_access_token_lifetime": "5m",
    });
    let limits: &[&str] = &["rc_media_create", "rc_message", "rc_admin_redaction"];
    let relaxed = json!({ "per_second": 10_000, "burst_count": 10_000 });
    for limit in limits {
        config[*limit] = relaxed.clone();
    }
    if !strict_login_limits {
        let both = json!({ "address": relaxed, "account": relaxed, "failed_attempts": relaxed });
        config["rc_login"] = both;
    }
    for (key, value) in settings.as_object().into_iter().flatten() {
        config[key] = value.clone();
    }
    fs::write(
        data.join("homeserver.yaml"),
        serde_json::to_vec_pretty(&config)?,
    )?;
    let log = json!({
        "version": 1,
        "formatters": {
            "plain": { "format": "%(asctime)s %(levelname)s %(name)s %(message)s" },
        },
        "handlers": { "file": {
            "class": "logging.handlers.RotatingFileHandler",
            "formatter": "plain",
            "filename": data.join("synapse.log"),
            "maxBytes": 10_000_000,
            "backupCount": 1,
        } },
        "root": { "level": "WARNING", "handlers": ["file"] },
        "disable_existing_loggers": false,
    });
    fs::write(data.join("log.yaml"), serde_json::to_vec_pretty(&log)?)?;
    Ok(())
}

fn connection(database: &Database) -> Value {
    match database {
        Database::Sqlite(path) => json!({ "name": "sqlite3", "args": { "database": path } }),
        Database::Postgres(cluster) => json!({
            "name": "psycopg2",
            "args": {
                "host": cluster.socket_dir(),
                "user": crate::postgres::USER,
                "dbname": crate::postgres::DATABASE,
                "cp_min": 1,
                "cp_max": 5,
            },
        }),
    }
}
