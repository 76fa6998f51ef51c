//! Uploads through the client API, as people make them: these have files behind them.

use std::io::Write as _;

use anyhow::{Result, bail};
use serde_json::json;

use super::user_id;
use crate::synapse::http::{Client, text};

/// Localparts, names and how many pictures and texts each of them uploads.
pub const UPLOADERS: &[(&str, &str, u32)] = &[
    ("paula", "Paula Uploads", 3),
    ("quentin", "Quentin ✅", 1),
    ("rosa", "Rosa", 6),
];

/// The erased account that once uploaded: its media stay.
pub const FORGOTTEN: &str = "forgotten";

/// Makes an account by an administrator's right.
///
/// # Errors
/// When the server refuses.
pub fn register(admin: &Client, localpart: &str, name: &str) -> Result<()> {
    let path = format!("/_synapse/admin/v2/users/{}", user_id(localpart));
    let account = json!({ "password": crate::synapse::PASSWORD, "displayname": name });
    admin.json("PUT", &path, &account).map(drop)
}

/// Makes the uploaders' accounts and their uploads, and one account that is erased afterwards.
///
/// # Errors
/// When the server refuses.
pub fn make(admin: &Client, anybody: &Client) -> Result<()> {
    for (localpart, name, count) in UPLOADERS {
        register(admin, localpart, name)?;
        let token = anybody.log_in(localpart, crate::synapse::PASSWORD)?;
        upload(&anybody.with_token(&token), *count)?;
    }
    register(admin, FORGOTTEN, "To Be Forgotten")?;
    let token = anybody.log_in(FORGOTTEN, crate::synapse::PASSWORD)?;
    upload(&anybody.with_token(&token), 2)?;
    let path = format!("/_synapse/admin/v1/deactivate/{}", user_id(FORGOTTEN));
    admin.json("POST", &path, &json!({ "erase": true }))?;
    Ok(())
}

fn upload(client: &Client, count: u32) -> Result<()> {
    for number in 0..count {
        send(
            client,
            &format!("picture {number}.png"),
            "image/png",
            &picture(number)?,
        )?;
        let words = format!("Text number {number}\n").repeat(40 + number as usize);
        send(
            client,
            &format!("text-{number}.txt"),
            "text/plain",
            words.as_bytes(),
        )?;
    }
    // One that is announced and never comes.
    client.json("POST", "/_matrix/media/v1/create", &json!({}))?;
    Ok(())
}

fn send(client: &Client, name: &str, content_type: &str, bytes: &[u8]) -> Result<()> {
    let name = name.replace(' ', "%20");
    let path = format!("/_matrix/media/v3/upload?filename={name}");
    let (status, answer) = client.send("POST", &path, content_type, bytes)?;
    if status != 200 {
        bail!("an upload was answered with {status}: {answer}");
    }
    text(&answer, "content_uri").map(drop)
}

/// A picture large enough for thumbnails.
fn picture(number: u32) -> Result<Vec<u8>> {
    const WIDTH: u32 = 640;
    const HEIGHT: u32 = 400;
    let mut header = Vec::new();
    header.extend(WIDTH.to_be_bytes());
    header.extend(HEIGHT.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]); // 8 bits each of red, green and blue
    let mut lines = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    for y in 0..HEIGHT {
        let mut line = vec![0];
        for x in 0..WIDTH {
            let shade = |value: u32| u8::try_from(value % 256).unwrap_or(0);
            line.extend([shade(x / 3 + number * 60), shade(y / 2), shade(x * y / 997)]);
        }
        lines.write_all(&line)?;
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", &header),
        (b"IDAT", &lines.finish()?),
        (b"IEND", &Vec::new()),
    ] {
        png.extend(u32::try_from(data.len())?.to_be_bytes());
        let mut checksum = flate2::Crc::new();
        checksum.update(kind);
        checksum.update(data);
        png.extend(kind);
        png.extend(data);
        png.extend(checksum.sum().to_be_bytes());
    }
    Ok(png)
}
