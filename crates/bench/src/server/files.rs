//! Pages, each file as it is and compressed ahead.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use bytes::Bytes;
use hyper::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    HeaderValue,
};
use hyper::{Request, Response, StatusCode};

use release_files::compress::{brotli, gzip};
use test_support::gateway::POLICY;

use super::{Body, empty, full};

#[derive(Clone, Debug)]
struct File {
    media_type: &'static str,
    has_policy: bool,
    plain: Bytes,
    gzip: Bytes,
    brotli: Bytes,
}

/// Files by their paths.
#[derive(Clone, Debug, Default)]
pub struct Files(HashMap<String, File>);

impl Files {
    /// Adds a folder and all below it; `at` ends with a slash. What is a panel is served below a
    /// strict Content-Security-Policy.
    ///
    /// # Errors
    /// When there is no such folder.
    pub fn add_folder(&mut self, at: &str, folder: &Path, is_panel: bool) -> Result<()> {
        let missing = || format!("{} is missing", folder.display());
        for entry in fs::read_dir(folder).with_context(missing)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                self.add_folder(&format!("{at}{name}/"), &path, is_panel)?;
            } else {
                self.add(&format!("{at}{name}"), fs::read(&path)?, is_panel)?;
            }
        }
        Ok(())
    }

    /// Adds a file.
    ///
    /// # Errors
    /// When it cannot be compressed.
    pub fn add(&mut self, at: &str, bytes: Vec<u8>, has_policy: bool) -> Result<()> {
        let file = File {
            media_type: media_type(at),
            has_policy,
            gzip: gzip(&bytes)?.into(),
            brotli: brotli(&bytes)?.into(),
            plain: bytes.into(),
        };
        self.0.insert(at.to_owned(), file);
        Ok(())
    }

    /// A file as it is.
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(|file| &*file.plain)
    }

    pub(super) fn answer<B>(&self, request: &Request<B>) -> Response<Body> {
        let mut path = request.uri().path().to_owned();
        if path.ends_with('/') {
            path.push_str("index.html");
        }
        let Some(file) = self.0.get(&path) else {
            return empty(StatusCode::NOT_FOUND);
        };
        let accepted = request.headers().get(ACCEPT_ENCODING);
        let accepted = accepted.and_then(|value| value.to_str().ok());
        let (encoding, bytes) = file.encoded(accepted.unwrap_or_default());
        let mut response = Response::new(full(bytes.clone()));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.media_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if file.has_policy {
            headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        }
        response
    }
}

impl File {
    /// The shortest form that is accepted.
    fn encoded(&self, accepted: &str) -> (Option<&'static str>, &Bytes) {
        let accepts = |name: &str| accepted.split(',').any(|it| it.trim() == name);
        let forms = [("br", &self.brotli), ("gzip", &self.gzip)];
        let forms = forms.into_iter().filter(|(name, _)| accepts(name));
        let forms = forms.map(|(name, bytes)| (Some(name), bytes));
        let plain = (None, &self.plain);
        let all = std::iter::once(plain).chain(forms);
        all.min_by_key(|(_, bytes)| bytes.len()).unwrap_or(plain)
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(files: &Files, path: &str, accepted: &str) -> Option<String> {
        let request = Request::get(path).header(ACCEPT_ENCODING, accepted);
        let response = files.answer(&request.body(()).expect("a request"));
        let header = response.headers().get(CONTENT_ENCODING)?;
        header.to_str().ok().map(str::to_owned)
    }

    #[test]
    fn the_shortest_form_is_sent_that_the_browser_takes() {
        let mut files = Files::default();
        let long = "the same again; ".repeat(100).into_bytes();
        files.add("/a/index.html", long, true).expect("compressed");
        let encoding = |accepted| encoding(&files, "/a/", accepted);
        assert_eq!(encoding("gzip, deflate, br, zstd").as_deref(), Some("br"));
        assert_eq!(encoding("gzip").as_deref(), Some("gzip"));
        assert_eq!(encoding("identity"), None);
    }

    #[test]
    fn what_does_not_get_shorter_is_sent_as_it_is() {
        let mut files = Files::default();
        files.add("/x", vec![7], false).expect("compressed");
        assert_eq!(encoding(&files, "/x", "br, gzip"), None);
        let request = Request::get("/y").body(()).expect("a request");
        assert_eq!(files.answer(&request).status(), StatusCode::NOT_FOUND);
    }
}
