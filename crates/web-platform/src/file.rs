//! Reading a file that the administrator chose.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Bytes that are read at once: what a page decodes within a moment.
const CHUNK_BYTES: f64 = 256.0 * 1024.0;

/// The bytes of a file, in pieces.
#[derive(Debug)]
pub struct FileChunks {
    file: File,
    at: f64,
}

/// The browser can't read the file: it was moved or changed, or may not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl FileChunks {
    /// Begins at the file's beginning.
    pub fn of(file: File) -> Self {
        Self { file, at: 0.0 }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the browser can't read the file.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Unreadable> {
        if self.at >= self.file.size() {
            return Ok(None);
        }
        let piece = self.read().await.map_err(|_| Unreadable)?;
        self.at += CHUNK_BYTES;
        Ok(Some(piece))
    }

    async fn read(&self) -> Result<Vec<u8>, JsValue> {
        let piece = self
            .file
            .slice_with_f64_and_f64(self.at, self.at + CHUNK_BYTES)?;
        let bytes = JsFuture::from(piece.array_buffer()).await?;
        Ok(Uint8Array::new(&bytes).to_vec())
    }
}
