//! What the browser tests share: a real homeserver, a browser, a web server between them that can
//! misbehave, and words for what a person sees and does.

mod browser;
mod changes;
mod copy;
mod delegates;
mod describe;
mod firefox;
mod homeserver;
#[cfg(test)]
mod layers;
mod menus;
mod page;
mod report;
mod scene;
mod secrets;
mod setup;
mod sign_in;
mod statuses;
mod wait;

pub use browser::Browser;
pub use changes::{ChangeRow, changed, in_table_order};
pub use delegates::{DelegatedHomeserver, delegated, delegated_briefly, single_sign_on};
pub use firefox::Firefox;
pub use homeserver::{Order, Sums, everybody, in_order, in_period, natural, shared, sums};
pub use page::Page;
pub use report::Row;
pub use scene::Scene;
pub use setup::Setup;
pub use wait::{TIMEOUT, Waiting, eventually, until};
