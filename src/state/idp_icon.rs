//! Icons of identity providers.

use leptos::prelude::*;
use synapse_client::{BaseUrl, fetch_idp_icon};

/// The URL of the image at an `mxc` URI, once it has come; `None` before, and where there is none.
pub(crate) fn icon_url(base_url: BaseUrl, mxc: String) -> ReadSignal<Option<String>> {
    let (url, set_url) = signal(None::<String>);
    web_platform::spawn(async move {
        let image = fetch_idp_icon(&base_url, &mxc).await;
        let image = image.and_then(|it| web_platform::object_url(&it.bytes, &it.media_type));
        if let Some(image) = image {
            // The page may be gone by now; the image goes with the tab.
            set_url.try_set(Some(image));
        }
    });
    url
}
