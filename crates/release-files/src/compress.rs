//! Files as they are sent: in the two usual compressions, as small as they get.

use std::io::{self, Write as _};

/// With gzip.
///
/// # Errors
/// When there is no memory for it.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}

/// With Brotli, at quality 11.
///
/// # Errors
/// When there is no memory for it.
pub fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut writer = brotli::CompressorWriter::new(Vec::new(), 1 << 16, 11, 22);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}
