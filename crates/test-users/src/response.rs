//! What Synapse would answer about made-up users, byte for byte in its style.

use std::fmt::Write as _;

use crate::users::{User, Users};

/// A column that the endpoint orders by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// `user_id`
    #[default]
    UserId,
    /// `displayname`
    Displayname,
    /// `media_count`
    MediaCount,
    /// `media_length`
    MediaLength,
}

impl OrderBy {
    /// The column with this name in the endpoint's address.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "user_id" => Some(Self::UserId),
            "displayname" => Some(Self::Displayname),
            "media_count" => Some(Self::MediaCount),
            "media_length" => Some(Self::MediaLength),
            _ => None,
        }
    }
}

/// What the endpoint is asked for.
#[derive(Clone, Copy, Debug)]
pub struct PageRequest {
    /// The column that orders the users; ties stand by ID.
    pub order_by: OrderBy,
    /// Whether the largest come first.
    pub backwards: bool,
    /// Offset of the first user.
    pub from: usize,
    /// Number of users at most.
    pub limit: usize,
}

impl PageRequest {
    /// Everybody, the largest first.
    pub fn by_size_descending() -> Self {
        Self {
            order_by: OrderBy::MediaLength,
            backwards: true,
            from: 0,
            limit: usize::MAX,
        }
    }

    /// Everybody, by ID.
    pub fn by_user_id() -> Self {
        Self {
            order_by: OrderBy::UserId,
            backwards: false,
            ..Self::by_size_descending()
        }
    }
}

impl Users {
    /// The endpoint's answer.
    pub fn respond(&self, asked: PageRequest) -> String {
        let mut users: Vec<&User> = self.as_slice().iter().collect();
        match asked.order_by {
            OrderBy::UserId => {}
            OrderBy::Displayname => users.sort_by_key(|user| user.displayname.as_deref()),
            OrderBy::MediaCount => users.sort_by_key(|user| user.media_count),
            OrderBy::MediaLength => users.sort_by_key(|user| user.media_length),
        }
        if asked.backwards {
            users.reverse();
        }
        let total = users.len();
        let end = asked.from.saturating_add(asked.limit).min(total);
        let users = users.get(asked.from..end).unwrap_or_default();
        let mut out = String::with_capacity(64 + users.len() * 140);
        out.push_str(r#"{"users":["#);
        for (place, user) in users.iter().enumerate() {
            if place > 0 {
                out.push(',');
            }
            write_user(&mut out, user);
        }
        out.push_str(r#"],"total":"#);
        out.push_str(&total.to_string());
        if end < total {
            out.push_str(r#","next_token":"#);
            out.push_str(&end.to_string());
        }
        out.push('}');
        out
    }
}

fn write_user(out: &mut String, user: &User) {
    out.push_str(r#"{"user_id":"#);
    write_text(out, Some(&user.user_id));
    out.push_str(r#","displayname":"#);
    write_text(out, user.displayname.as_deref());
    out.push_str(r#","media_count":"#);
    out.push_str(&user.media_count.to_string());
    out.push_str(r#","media_length":"#);
    match user.media_length {
        Some(bytes) => out.push_str(&bytes.to_string()),
        None => out.push_str("null"),
    }
    out.push('}');
}

/// Everything beyond ASCII is escaped, as Synapse does.
fn write_text(out: &mut String, text: Option<&str>) {
    let Some(text) = text else {
        out.push_str("null");
        return;
    };
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            ' '..='\u{7f}' => out.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a text can't fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_written_as_synapse_writes_it() {
        let mut out = String::new();
        let user = User {
            user_id: "@a:x".to_owned(),
            displayname: Some("é\"🦊".to_owned()),
            media_count: 2,
            media_length: None,
        };
        write_user(&mut out, &user);
        let wanted = r#"{"user_id":"@a:x","displayname":"\u00e9\"\ud83e\udd8a","media_count":2,"media_length":null}"#;
        assert_eq!(out, wanted);
    }

    #[test]
    fn a_user_takes_about_as_many_bytes_as_on_a_real_server() {
        let answer = Users::new(10_000).answer(PageRequest::by_size_descending());
        let each = answer.len() / 10_000;
        assert!((115..135).contains(&each), "{each} bytes");
    }

    #[test]
    fn only_the_last_page_has_no_next_token() {
        let users = Users::new(5);
        let page = |from| {
            users.answer(PageRequest {
                from,
                limit: 3,
                ..PageRequest::by_user_id()
            })
        };
        assert!(page(0).ends_with(r#"],"total":5,"next_token":3}"#));
        assert!(page(3).ends_with(r#"],"total":5}"#));
        assert!(page(9).starts_with(r#"{"users":[],"#));
        assert_eq!(page(0).matches("user_id").count(), 3);
        assert_eq!(page(3).matches("user_id").count(), 2);
    }
}
